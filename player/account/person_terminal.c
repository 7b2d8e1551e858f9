/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/person_terminal.h"

#include <stdio.h>

#include "base/translate.h"
#include "player/prompt.h"

/* Without anybody, or with --yes, agreement is taken for granted. */
static int agreed(const tsp_person_terminal *terminal, const char *question, tsb_error *err)
{
    return terminal->yes || !tsp_prompt_possible() ? 1 : tsp_prompt_yes(question, err);
}

static int trust(tsp_person *person, const tsp_trust_question *question, tsb_error *err)
{
    const tsp_person_terminal *terminal = (const tsp_person_terminal *)person;

    fprintf(stderr,
            _("First sign-in to %s (%s). Its key's fingerprint is\n    %s\nIt should be the one the operator told "
              "you.\n"),
            question->name, question->url, question->fingerprint);
    return agreed(terminal, _("Trust this server? [Y/n] "), err);
}

static int credentials(tsp_person *person, const tsp_credentials_question *question, char *user, char *password,
                       tsb_error *err)
{
    const tsp_person_terminal *terminal = (const tsp_person_terminal *)person;
    char text[TSN_USER_SIZE + TSS_MANIFEST_SERVER_SIZE + 64] = "";
    int result = 0;

    if (question->user) {
        snprintf(user, TSN_USER_SIZE, "%s", question->user);
    } else {
        if (!tsp_prompt_possible())
            return tsb_fail(err, TSB_ERR_DENIED, "Who is signing in? Give --user NAME.");
        result = tsp_prompt_line(_("User name: "), user, TSN_USER_SIZE, err);
        if (result != 0)
            return result;
    }
    if (terminal->password_fd >= 0)
        return tsp_prompt_descriptor(terminal->password_fd, password, TSN_PASSWORD_SIZE, err);
    if (!tsp_prompt_possible())
        return tsb_fail(
            err, TSB_ERR_DENIED,
            "The password of %s is needed: run this on a terminal, with --user NAME for another user, or give "
            "--password-fd N.",
            user);
    snprintf(text, sizeof(text), _("Password of %s at %s: "), user, question->url);
    return tsp_prompt_secret(text, password, TSN_PASSWORD_SIZE, err);
}

static int use_network(tsp_person *person, const char *why, tsb_error *err)
{
    fprintf(stderr, "%s\n%s\n", why, _("The network can be used instead."));
    return agreed((const tsp_person_terminal *)person, _("Use it? [Y/n] "), err);
}

static void tell_of_film(const tsp_start_question *question)
{
    const char *title = question->title;
    uint32_t left = question->left;

    if (question->resumable && question->token)
        fprintf(stderr,
                tsb_translate_count("Film \"%s\" (from the token): resuming the view you began; %u view left.\n",
                                    "Film \"%s\" (from the token): resuming the view you began; %u views left.\n",
                                    left),
                title, left);
    else if (question->resumable)
        fprintf(stderr,
                tsb_translate_count("Film \"%s\": resuming the view you began; %u view left.\n",
                                    "Film \"%s\": resuming the view you began; %u views left.\n", left),
                title, left);
    else if (question->token)
        fprintf(stderr,
                tsb_translate_count("Film \"%s\" (from the token): %u view left; starting uses one.\n",
                                    "Film \"%s\" (from the token): %u views left; starting uses one.\n", left),
                title, left);
    else
        fprintf(stderr,
                tsb_translate_count("Film \"%s\": %u view left; starting uses one.\n",
                                    "Film \"%s\": %u views left; starting uses one.\n", left),
                title, left);
}

static int start(tsp_person *person, const tsp_start_question *question, tsb_error *err)
{
    int answer = 1;

    if (question->verify)
        fputs(_("Verifying this way counts as a view.\n"), stderr);
    tell_of_film(question);
    if (!question->resumable)
        answer = agreed((const tsp_person_terminal *)person, _("Start? [Y/n] "), err);
    if (answer != 1)
        return answer == 0 ? TSP_START_NOT : answer;
    /* Only a screen can offer to begin a new view in the film's middle. */
    return question->resumable ? TSP_START_WATCH : TSP_START_AGAIN;
}

static void tell(tsp_person *person, const char *text)
{
    (void)person;
    fprintf(stderr, "%s\n", text);
}

void tsp_person_terminal_init(tsp_person_terminal *terminal, const tsp_options *options)
{
    static const struct tsp_person_ops ops = {
        .trust = trust, .credentials = credentials, .use_network = use_network, .start = start, .tell = tell};

    *terminal = (tsp_person_terminal){.base = {.ops = &ops}, .yes = options->yes, .password_fd = options->password_fd};
}
