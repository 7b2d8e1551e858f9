/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include <linux/usbdevice_fs.h>

#include "tests/token/mock_device.h"

GRecMutex mock_lock;

/* Each opening has its own requests: those to be reaped ("done"), and those that wait for ever ("silent"). */
static GQueue *queue_of(UMockdevIoctlClient *client, const char *name)
{
    GQueue *queue = g_object_get_data(G_OBJECT(client), name);
    if (!queue) {
        queue = g_queue_new();
        g_object_set_data_full(G_OBJECT(client), name, queue, (GDestroyNotify)g_queue_free);
    }
    return queue;
}

static void answer(UMockdevIoctlClient *client, int result)
{
    umockdev_ioctl_client_complete(client, result < 0 ? -1 : result, result < 0 ? -result : 0);
}

static void finish(UMockdevIoctlClient *client, UMockdevIoctlData *urb, int status, int length)
{
    umockdev_ioctl_data_update(urb, offsetof(struct usbdevfs_urb, status), (guint8 *)&status, sizeof status);
    umockdev_ioctl_data_update(urb, offsetof(struct usbdevfs_urb, actual_length), (guint8 *)&length, sizeof length);
    g_queue_push_tail(queue_of(client, "done"), g_object_ref(urb));
}

static void submit(struct mock_device *device, UMockdevIoctlClient *client, UMockdevIoctlData *argument)
{
    UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, sizeof(struct usbdevfs_urb), NULL);
    struct usbdevfs_urb urb;
    if (!data || device->stick.gone) {
        answer(client, -ENODEV);
        return;
    }
    memcpy(&urb, data->data, sizeof urb);
    const size_t size = (size_t)urb.buffer_length;
    UMockdevIoctlData *buffer =
        size > 0 ? umockdev_ioctl_data_resolve(data, offsetof(struct usbdevfs_urb, buffer), size, NULL) : NULL;
    uint8_t *bytes = g_malloc0(size + 1);
    if (buffer)
        memcpy(bytes, buffer->data, size);
    const bool control = urb.type == USBDEVFS_URB_TYPE_CONTROL;
    const bool in = ((control ? bytes[0] : urb.endpoint) & 0x80) != 0;
    const int moved = control ? stick_control(&device->stick, bytes, size)
                              : stick_bulk(&device->stick, urb.endpoint, bytes, size);
    if (moved == -ETIMEDOUT) {
        g_queue_push_tail(queue_of(client, "silent"), g_object_ref(data));
    } else {
        if (moved > 0 && in && buffer)
            umockdev_ioctl_data_update(buffer, 0, bytes, moved + (control ? 8 : 0));
        finish(client, data, moved < 0 ? moved : 0, moved < 0 ? 0 : moved);
    }
    g_free(bytes);
    answer(client, 0);
}

static void reap(struct mock_device *device, UMockdevIoctlClient *client, UMockdevIoctlData *argument)
{
    UMockdevIoctlData *urb = g_queue_pop_head(queue_of(client, "done"));
    if (!urb) {
        answer(client, device->stick.gone ? -ENODEV : -EAGAIN);
        return;
    }
    UMockdevIoctlData *result = umockdev_ioctl_data_resolve(argument, 0, sizeof(void *), NULL);
    umockdev_ioctl_data_set_ptr(result, 0, urb);
    answer(client, 0);
}

/* One transfer at a time is under way here, so that the one to discard is the one that waits. */
static void discard(UMockdevIoctlClient *client)
{
    UMockdevIoctlData *urb = g_queue_pop_head(queue_of(client, "silent"));
    if (urb)
        finish(client, urb, -ENOENT, 0);
    answer(client, urb ? 0 : -EINVAL);
}

static void clear_halt(struct mock_device *device, UMockdevIoctlClient *client, UMockdevIoctlData *argument)
{
    const UMockdevIoctlData *endpoint = umockdev_ioctl_data_resolve(argument, 0, sizeof(unsigned), NULL);
    stick_clear_halt(&device->stick, endpoint->data[0]);
    answer(client, device->stick.gone ? -ENODEV : 0);
}

/* The kernel's driver: taken away when claimed so, given back by a command inside USBDEVFS_IOCTL. */
static void drive(struct mock_device *device, UMockdevIoctlClient *client, UMockdevIoctlData *argument)
{
    const UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, sizeof(struct usbdevfs_ioctl), NULL);
    struct usbdevfs_ioctl inner;
    memcpy(&inner, data->data, sizeof inner);
    if ((unsigned long)inner.ioctl_code == USBDEVFS_CONNECT && device->detached > 0)
        device->detached--;
    else if ((unsigned long)inner.ioctl_code == USBDEVFS_DISCONNECT)
        device->detached++;
    answer(client, 1);
}

static void capabilities(UMockdevIoctlClient *client, UMockdevIoctlData *argument)
{
    uint32_t all = USBDEVFS_CAP_BULK_CONTINUATION | USBDEVFS_CAP_NO_PACKET_SIZE_LIM;
    UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, sizeof all, NULL);
    umockdev_ioctl_data_update(data, 0, (guint8 *)&all, sizeof all);
    answer(client, 0);
}

static void name_driver(const struct mock_device *device, UMockdevIoctlClient *client, UMockdevIoctlData *argument)
{
    struct usbdevfs_getdriver name = {0, "usb-storage"};
    UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, sizeof name, NULL);
    if (!device->detached)
        umockdev_ioctl_data_update(data, 0, (guint8 *)&name, sizeof name);
    answer(client, device->detached ? -ENODATA : 0);
}

void mock_usb_own(struct mock_device *device, UMockdevIoctlClient *client)
{
    gpointer *owner = (gpointer *)&device->owner;
    if (device->owner)
        g_object_remove_weak_pointer(G_OBJECT(device->owner), owner);
    device->owner = client;
    if (client)
        g_object_add_weak_pointer(G_OBJECT(client), owner);
}

/* Refused while another opening has it, and, unless taken by force, the kernel's driver. An opening whose process was
 * killed may stay for a while. */
static void claim(struct mock_device *device, UMockdevIoctlClient *client, bool force)
{
    const bool owned = device->owner && device->owner != client && umockdev_ioctl_client_get_connected(device->owner);
    if (owned || (!force && !device->detached)) {
        answer(client, -EBUSY);
        return;
    }
    device->detached += force;
    mock_usb_own(device, client);
    answer(client, 0);
}

static void release(struct mock_device *device, const UMockdevIoctlClient *client)
{
    if (device->owner == client)
        mock_usb_own(device, NULL);
}

static gboolean dispatch(struct mock_device *device, UMockdevIoctlClient *client)
{
    UMockdevIoctlData *argument = umockdev_ioctl_client_get_arg(client);
    switch (umockdev_ioctl_client_get_request(client)) {
    case USBDEVFS_GET_CAPABILITIES:
        capabilities(client, argument);
        return TRUE;
    case USBDEVFS_GETDRIVER:
        name_driver(device, client, argument);
        return TRUE;
    case USBDEVFS_DISCONNECT_CLAIM:
        claim(device, client, true);
        return TRUE;
    case USBDEVFS_CLAIMINTERFACE:
        claim(device, client, false);
        return TRUE;
    case USBDEVFS_RELEASEINTERFACE:
        release(device, client);
        answer(client, 0);
        return TRUE;
    case USBDEVFS_SETINTERFACE:
    case USBDEVFS_RESET:
        answer(client, 0);
        return TRUE;
    case USBDEVFS_IOCTL:
        drive(device, client, argument);
        return TRUE;
    case USBDEVFS_CLEAR_HALT:
        clear_halt(device, client, argument);
        return TRUE;
    case USBDEVFS_SUBMITURB:
        submit(device, client, argument);
        return TRUE;
    case USBDEVFS_REAPURB:
    case USBDEVFS_REAPURBNDELAY:
        reap(device, client, argument);
        return TRUE;
    case USBDEVFS_DISCARDURB:
        discard(client);
        return TRUE;
    default:
        return FALSE;
    }
}

static gboolean on_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer context)
{
    (void)base;
    g_rec_mutex_lock(&mock_lock);
    const gboolean known = dispatch(context, client);
    g_rec_mutex_unlock(&mock_lock);
    return known;
}

/* Whoever closes the device, or dies, lets go of it. */
static void on_vanished(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer context)
{
    (void)base;
    g_rec_mutex_lock(&mock_lock);
    release(context, client);
    g_rec_mutex_unlock(&mock_lock);
}

void mock_usb_create(struct mock_device *device)
{
    device->handler = umockdev_ioctl_base_new();
    g_signal_connect(device->handler, "handle-ioctl", G_CALLBACK(on_ioctl), device);
    g_signal_connect(device->handler, "client-vanished", G_CALLBACK(on_vanished), device);
}
