/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The automaton of every kind of picture: its states have room, and each leads to one there is. */
#include "synth/syntax.h"

#include "tests/support/suite.h"

static struct tss_vlc vlc;

typedef void check_syntax(const struct tss_syntax *syntax);

/* All that decides which states there are; f_codes only choose tables. */
static void for_every_coding(check_syntax *check)
{
    static struct tss_syntax syntax;
    for (unsigned bits = 0; bits < 9U << 5; bits++) {
        const struct tss_coding coding = {.sequence_known = true,
                                          .picture_known = true,
                                          .type = (uint8_t)((bits >> 5) % 3 + TSS_PICTURE_I),
                                          .structure = (uint8_t)((bits >> 5) / 3 + 1),
                                          .dc_precision = bits >> 3 & 3,
                                          .f_code = {{1, 2}, {3, 4}},
                                          .frame_pred_frame_dct = bits & 1,
                                          .concealment = bits >> 1 & 1,
                                          .intra_vlc_format = bits >> 2 & 1};
        tss_syntax_build(&syntax, &vlc, &coding);
        check(&syntax);
    }
}

static uint32_t most;

static void take_most(const struct tss_syntax *syntax)
{
    most = syntax->vector_states > most ? syntax->vector_states : most;
}

START_TEST(vectors_fill_their_states_and_no_more)
{
    most = 0;
    for_every_coding(take_most);
    ck_assert_uint_eq(most, TSS_VECTOR_STATES);
}
END_TEST

/* The walk looks the next state's table up unasked. */
static bool all_lead_on(const struct tss_syntax *syntax, const struct tss_state *state)
{
    bool good = true;
    for (uint32_t i = 0; i < 1U << (64 - state->shift); i++) {
        const unsigned entry = state->table[i];
        const struct tss_state *next = tss_state_next(state, entry);
        good = good && (tss_entry_length(entry) == 0 ||
                        (next >= syntax->states && next < syntax->states + TSS_STATES && next->table));
    }
    return good;
}

static void check_next_states(const struct tss_syntax *syntax)
{
    for (uint32_t i = 0; i < TSS_STATES; i++) {
        if (syntax->states[i].table)
            ck_assert_msg(all_lead_on(syntax, &syntax->states[i]), "state %u leads nowhere", i);
    }
}

START_TEST(every_entry_leads_to_a_state)
{
    for_every_coding(check_next_states);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        vectors_fill_their_states_and_no_more,
        every_entry_leads_to_a_state,
    };
    tss_vlc_build(&vlc);
    return suite_run("syntax", tests, TSB_COUNT(tests));
}
