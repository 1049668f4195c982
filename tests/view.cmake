# Drawing and presenting, on image surfaces and on drivers of SDL that need no display. What opens a
# window is labelled ui.
ct_test(test_canvas LABELS view LINKS ct_view)
ct_test(test_textedit LABELS view LINKS ct_view)
ct_test(test_presenter LABELS ui LINKS ct_view)
ct_test(test_widget LABELS view SOURCES widget_gallery.c LINKS ct_ui)
ct_test(test_export_more LABELS view LINKS ct_ui)
