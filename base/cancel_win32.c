/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cancel.h"

/* winsock2.h must come before windows.h. */
#include <winsock2.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <windows.h>

/* Only sockets can be polled beside sockets here: a UDP socket that is connected to itself. */
struct tsb_cancel {
    atomic_bool fired;
    SOCKET socket;
    HANDLE event;
};

static SOCKET open_loop(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int length = sizeof address;
    u_long nonblocking = 1;
    SOCKET loop = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    if (loop == INVALID_SOCKET)
        return loop;
    if (bind(loop, (struct sockaddr *)&address, length) == 0 &&
        getsockname(loop, (struct sockaddr *)&address, &length) == 0 &&
        connect(loop, (struct sockaddr *)&address, length) == 0 && ioctlsocket(loop, (long)FIONBIO, &nonblocking) == 0)
        return loop;
    closesocket(loop);
    return INVALID_SOCKET;
}

int tsb_cancel_create(tsb_cancel **out, tsb_error *err)
{
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return tsb_fail(err, TSB_ERR_INTERNAL, "Windows Sockets cannot be started");
    tsb_cancel *cancel = calloc(1, sizeof *cancel);
    if (!cancel) {
        WSACleanup();
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    }
    atomic_init(&cancel->fired, false);
    cancel->socket = open_loop();
    cancel->event = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (cancel->socket == INVALID_SOCKET || !cancel->event) {
        tsb_cancel_destroy(&cancel);
        return tsb_fail(err, TSB_ERR_IO, "no socket to cancel through");
    }
    *out = cancel;
    return 0;
}

void tsb_cancel_destroy(tsb_cancel **cancel)
{
    if (!cancel || !*cancel)
        return;
    if ((*cancel)->socket != INVALID_SOCKET)
        closesocket((*cancel)->socket);
    if ((*cancel)->event)
        CloseHandle((*cancel)->event);
    free(*cancel);
    *cancel = NULL;
    WSACleanup();
}

void tsb_cancel_fire(tsb_cancel *cancel)
{
    if (!cancel || atomic_exchange(&cancel->fired, true))
        return;
    (void)send(cancel->socket, "", 1, 0);
    (void)SetEvent(cancel->event);
}

void tsb_cancel_reset(tsb_cancel *cancel)
{
    char byte = 0;
    if (!cancel)
        return;
    while (recv(cancel->socket, &byte, 1, 0) > 0)
        continue;
    (void)ResetEvent(cancel->event);
    atomic_store(&cancel->fired, false);
}

bool tsb_cancel_fired(const tsb_cancel *cancel)
{
    return cancel && atomic_load(&cancel->fired);
}

int tsb_cancel_descriptor(const tsb_cancel *cancel)
{
    /* Socket handles fit into 32 bits: Windows guarantees it for all kernel handles. */
    return cancel ? (int)cancel->socket : -1;
}

int tsb_cancel_sleep(const tsb_cancel *cancel, unsigned milliseconds)
{
    if (!cancel) {
        Sleep(milliseconds);
        return 0;
    }
    return WaitForSingleObject(cancel->event, milliseconds) == WAIT_OBJECT_0 ? TSB_ERR_CANCELLED : 0;
}
