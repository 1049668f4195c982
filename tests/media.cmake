# Exact frames: each module against what a user relies on, then whole files against ffmpeg's lists.
ct_test(test_names LABELS media unit LINKS ct_media)
ct_test(test_probe LABELS media LINKS ct_media)
ct_test(test_index LABELS media LINKS ct_media)
ct_test(test_reader LABELS media threads LINKS ct_media)
ct_test(test_cache LABELS media threads LINKS ct_media)
ct_test(test_frames_exact LABELS media LINKS ct_media TIMEOUT 600)
# Sound in time, play, small pictures.
ct_test(test_audio_ring LABELS media threads LINKS ct_media)
ct_test(test_audio LABELS media LINKS ct_media)
ct_test(test_plan LABELS media LINKS ct_media)
ct_test(test_transport LABELS media threads LINKS ct_media TIMEOUT 400)
ct_test(test_peaks LABELS media LINKS ct_media)
ct_test(test_thumbs LABELS media LINKS ct_media)
