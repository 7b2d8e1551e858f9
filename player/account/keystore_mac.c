/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Keychain of macOS: a generic password a key, its account the public key, its generic attribute the data folder.
 */
#include "player/account/keystore.h"

#include <CoreFoundation/CoreFoundation.h>
#include <Security/Security.h>
#include <string.h>

#include "base/bytes.h"

#define SERVICE CFSTR("Tallystick device key")

const char *tsp_keystore_id(void)
{
    return "keychain";
}

/* A query for our items, narrowed by what is not NULL; the caller releases it. */
static CFMutableDictionaryRef create_query(const char *folder, const uint8_t *device)
{
    CFMutableDictionaryRef query = CFDictionaryCreateMutable(NULL, 0, &kCFTypeDictionaryKeyCallBacks,
                                                             &kCFTypeDictionaryValueCallBacks);
    char text[2 * TSS_KEY_SIZE + 1] = "";

    CFDictionarySetValue(query, kSecClass, kSecClassGenericPassword);
    CFDictionarySetValue(query, kSecAttrService, SERVICE);
    if (folder) {
        CFDataRef generic = CFDataCreate(NULL, (const UInt8 *)folder, (CFIndex)strlen(folder));
        CFDictionarySetValue(query, kSecAttrGeneric, generic);
        CFRelease(generic);
    }
    if (device) {
        tsb_hex_encode(text, device, TSS_KEY_SIZE);
        CFStringRef account = CFStringCreateWithCString(NULL, text, kCFStringEncodingASCII);
        CFDictionarySetValue(query, kSecAttrAccount, account);
        CFRelease(account);
    }
    return query;
}

static int check(OSStatus status, tsb_error *err)
{
    switch (status) {
    case errSecSuccess:
        return 0;
    case errSecItemNotFound:
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "the Keychain does not have it");
    case errSecNotAvailable:
    case errSecNoDefaultKeychain:
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "there is no Keychain in this session; sign in to your desktop");
    default:
        return tsb_fail(err, TSB_ERR_DENIED,
                        "the Keychain refuses (error %d); unlock it and allow the player to use it", (int)status);
    }
}

int tsp_keystore_put(const tsp_keystore_place *place, const uint8_t device[TSS_KEY_SIZE],
                     const uint8_t key[TSS_KEY_SIZE], tsb_buffer *kept, tsb_error *err)
{
    CFMutableDictionaryRef item = create_query(place->folder, device);
    CFDataRef secret = CFDataCreateWithBytesNoCopy(NULL, key, TSS_KEY_SIZE, kCFAllocatorNull);
    OSStatus status = errSecSuccess;

    (void)kept;
    CFDictionarySetValue(item, kSecAttrAccessible, kSecAttrAccessibleWhenUnlockedThisDeviceOnly);
    CFDictionarySetValue(item, kSecValueData, secret);
    status = SecItemAdd(item, NULL);
    CFRelease(secret);
    CFRelease(item);
    /* Under this public key it can only be this key; its caller reads it back. */
    return status == errSecDuplicateItem ? 0 : check(status, err);
}

int tsp_keystore_get(const tsp_keystore_place *place, const uint8_t *device, const uint8_t *kept, size_t kept_size,
                     uint8_t key[TSS_KEY_SIZE], tsb_error *err)
{
    CFMutableDictionaryRef query = create_query(device ? NULL : place->folder, device);
    CFTypeRef found = NULL;
    int result = 0;

    (void)kept;
    (void)kept_size;
    CFDictionarySetValue(query, kSecReturnData, kCFBooleanTrue);
    CFDictionarySetValue(query, kSecMatchLimit, kSecMatchLimitOne);
    if (!place->ask)
        CFDictionarySetValue(query, kSecUseAuthenticationUI, kSecUseAuthenticationUIFail);
    result = check(SecItemCopyMatching(query, &found), err);
    CFRelease(query);
    if (result == 0 && CFDataGetLength(found) == TSS_KEY_SIZE)
        memcpy(key, CFDataGetBytePtr(found), TSS_KEY_SIZE);
    else if (result == 0)
        result = tsb_fail(err, TSB_ERR_DAMAGED, "what the Keychain has in its place is no key");
    if (found)
        CFRelease(found);
    return result;
}

int tsp_keystore_remove(const tsp_keystore_place *place, const uint8_t device[TSS_KEY_SIZE], tsb_error *err)
{
    CFMutableDictionaryRef query = create_query(place->folder, device);
    OSStatus status = SecItemDelete(query);

    CFRelease(query);
    return status == errSecItemNotFound ? 0 : check(status, err);
}
