# SPDX-License-Identifier: GPL-3.0-or-later
if(TALLYSTICK_TPM AND TARGET PkgConfig::TSS2)
    tallystick_support(token_chip chip.c LIBS tstoken PkgConfig::TSS2)
    tallystick_support(token_bound bound.c LIBS tstoken PkgConfig::TSS2)
    tallystick_test(test_token_tpm test_tpm.c LIBS tstoken token_chip PkgConfig::TSS2)
    tallystick_test(test_token_hardware test_hardware.c LIBS tstoken token_support token_rig token_bound token_chip PkgConfig::TSS2
        TIMEOUT 600)
    # The steps at which players are killed: each call of one of these, before and after.
    tallystick_test(test_token_hardware_killed test_hardware_killed.c
        LIBS tstoken token_support token_rig token_bound token_chip PkgConfig::TSS2 TIMEOUT 600)
    foreach(step IN ITEMS tst_tpm_open tst_tpm_counter_increment tst_tpm_seal tst_tpm_unseal
            tst_container_record_write tsb_file_write)
        target_link_options(test_token_hardware_killed PRIVATE "LINKER:--wrap=${step}")
    endforeach()
else()
    foreach(name IN ITEMS test_token_tpm test_token_hardware test_token_hardware_killed)
        add_test(NAME ${name} COMMAND sh -c
            "echo 'skipped: built without TPM support (Debian: libtss2-dev; packaging/setup installs it)'; exit 77")
        set_tests_properties(${name} PROPERTIES LABELS unit)
    endforeach()
endif()
set_tests_properties(test_token_tpm test_token_hardware test_token_hardware_killed PROPERTIES SKIP_RETURN_CODE 77)
