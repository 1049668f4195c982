# base, time, model.
ct_test(test_str LABELS unit LINKS ct_base)
ct_test(test_file LABELS unit LINKS ct_base)
ct_test(test_id LABELS unit LINKS ct_base)
ct_test(test_rate LABELS unit LINKS ct_time)
ct_test(test_timecode LABELS unit LINKS ct_time)
ct_test(test_position LABELS unit LINKS ct_time)
ct_test(test_mark LABELS unit LINKS ct_model)
ct_test(test_drawing LABELS unit LINKS ct_model)
