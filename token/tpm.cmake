# SPDX-License-Identifier: GPL-3.0-or-later
option(TALLYSTICK_TPM "Let a TPM 2.0 guard the views, where the tpm2-tss libraries are found" ON)

if(TALLYSTICK_TPM)
    pkg_check_modules(TSS2 QUIET IMPORTED_TARGET GLOBAL tss2-esys tss2-mu tss2-rc tss2-tctildr)
endif()
if(TALLYSTICK_TPM AND TARGET PkgConfig::TSS2)
    target_sources(tstoken PRIVATE tpm_esys.c)
    target_link_libraries(tstoken PRIVATE PkgConfig::TSS2)
else()
    target_sources(tstoken PRIVATE tpm_none.c)
endif()
