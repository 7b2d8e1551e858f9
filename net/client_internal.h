/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the complement source needs of a client beyond its public calls. Inside net/ only. */
#ifndef TALLYSTICK_NET_CLIENT_INTERNAL_H
#define TALLYSTICK_NET_CLIENT_INTERNAL_H

#include <stdbool.h>

#include "net/client.h"
#include "net/transport.h"

/* Said about a server that cannot be reached where nobody has to try again by hand. */
#define TSN_ADVICE_UNATTENDED "Check your network"

/* Performs exchange with the client's token, if asked; a status that is no success becomes an error with the
 * server's sentence. exchange's token is filled in; reply is the caller's to finish in any case. refusal may be NULL.
 */
int tsn_client_exchange(tsn_client *client, tsn_exchange *exchange, bool with_token, tsn_reply *reply,
                        tsn_refusal *refusal, tsb_error *err) TSB_MUST_USE;

/* host:port, for sentences. Borrowed. */
const char *tsn_client_place(const tsn_client *client);

#endif
