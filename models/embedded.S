/* SPDX-License-Identifier: GPL-3.0-or-later
   Files as they are, each from winnow_NAME_begin up to winnow_NAME_end. */
    .section .rodata

.macro embed name, path
    .global winnow_\name\()_begin
    .global winnow_\name\()_end
    .balign 16
winnow_\name\()_begin:
    .incbin "\path"
winnow_\name\()_end:
    .byte 0
.endm

    embed factory_model, WINNOW_FACTORY_MODEL
    embed learning_speech, WINNOW_LEARNING_SPEECH
    embed learning_noise, WINNOW_LEARNING_NOISE
    embed learning_set, WINNOW_LEARNING_SET

#if defined(__linux__)
    .section .note.GNU-stack, "", %progbits
#endif
