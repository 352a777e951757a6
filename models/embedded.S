/* SPDX-License-Identifier: GPL-3.0-or-later
   The factory model's bytes, from winnow_factory_model_begin up to winnow_factory_model_end. */
    .section .rodata
    .global winnow_factory_model_begin
    .global winnow_factory_model_end
    .balign 16
winnow_factory_model_begin:
    .incbin WINNOW_FACTORY_MODEL
winnow_factory_model_end:
    .byte 0
#if defined(__linux__)
    .section .note.GNU-stack, "", %progbits
#endif
