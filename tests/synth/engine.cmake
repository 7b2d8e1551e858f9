# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the engine's parts; its properties on whole streams are in tests/property.
tallystick_test(test_synth_packs test_packs.c LIBS tssynth)
tallystick_test(test_synth_syntax test_syntax.c LIBS tssynth)
tallystick_test(test_synth_walk test_walk.c LIBS tssynth)
tallystick_test(test_synth_taken test_taken.c LIBS tssynth)
tallystick_test(test_synth_decoys test_decoys.c LIBS tssynth)
tallystick_test(test_synth_chunk test_chunk.c LIBS tssynth)
tallystick_test(test_synth_engine_memory test_engine_memory.c LIBS tssynth base_faults)
