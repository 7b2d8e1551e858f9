/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "base/file_win32.h"
#include "base/secret.h"
#include "base/utf16_win32.h"

#define READ_STEP ((DWORD)64 * 1024)

int tsb_file_errno_of(unsigned long error)
{
    switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_DRIVE:
        return ENOENT;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case ERROR_WRITE_PROTECT:
        return EACCES;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
        return ENOSPC;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
        return ENOMEM;
    default:
        return EIO;
    }
}

int tsb_file_fail_path(const char *path, tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_INVALID, "%s is not a usable path", path);
}

wchar_t *tsb_file_temporary_name(const wchar_t *path)
{
    static LONG counter;
    size_t room = wcslen(path) + 32;
    wchar_t *name = malloc(room * sizeof *name);
    if (name)
        (void)swprintf(name, room, L"%ls.new-%lx-%lx", path, (unsigned long)GetCurrentProcessId(),
                       (unsigned long)InterlockedIncrement(&counter));
    return name;
}

static int read_all(HANDLE file, const char *path, tsb_buffer *out, tsb_error *err)
{
    uint8_t *step = malloc(READ_STEP);
    if (!step)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    int code = 0;
    DWORD got = 0;
    do {
        if (!ReadFile(file, step, READ_STEP, &got, NULL)) {
            code = tsb_fail_errno(err, tsb_file_errno_of(GetLastError()), "cannot read %s", path);
        } else {
            code = tsb_buffer_append(out, step, got, err);
            if (code)
                (void)tsb_explain(err, "cannot read %s", path);
        }
    } while (code == 0 && got > 0);
    tsb_wipe(step, READ_STEP); /* files hold keys and tokens, too */
    free(step);
    return code;
}

int tsb_file_read(const char *path, tsb_buffer *out, tsb_error *err)
{
    size_t before = out->size;
    wchar_t *name = tsb_utf16_from(path);
    if (!name)
        return tsb_file_fail_path(path, err);
    HANDLE file = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    free(name);
    if (file == INVALID_HANDLE_VALUE)
        return tsb_fail_errno(err, tsb_file_errno_of(GetLastError()), "cannot open %s", path);
    int code = read_all(file, path, out, err);
    if (code && out->bytes) {
        out->size = before;
        out->bytes[before] = 0;
    }
    CloseHandle(file);
    return code;
}

static BOOL write_all(HANDLE file, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        DWORD put = 0;
        DWORD step = size > 1u << 30 ? 1u << 30 : (DWORD)size;
        if (!WriteFile(file, bytes, step, &put, NULL))
            return FALSE;
        bytes += put;
        size -= put;
    }
    return FlushFileBuffers(file);
}

/* flags: MOVEFILE_REPLACE_EXISTING or none. The folder's access list is inherited, and the state folder is the
 * user's own. */
static int put_file(const char *path, const void *bytes, size_t size, DWORD flags, tsb_error *err)
{
    int code = 0;
    HANDLE file = INVALID_HANDLE_VALUE;
    wchar_t *name = tsb_utf16_from(path);
    wchar_t *temporary = name ? tsb_file_temporary_name(name) : NULL;
    if (!temporary) {
        code = tsb_file_fail_path(path, err);
        goto out;
    }
    file = CreateFileW(temporary, GENERIC_WRITE, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        code = tsb_fail_errno(err, tsb_file_errno_of(GetLastError()), "cannot write %s", path);
        goto out;
    }
    BOOL written = write_all(file, bytes, size);
    DWORD error = GetLastError();
    CloseHandle(file);
    if (written) {
        written = MoveFileExW(temporary, name, flags | MOVEFILE_WRITE_THROUGH);
        error = GetLastError();
    }
    if (!written) {
        code = error == ERROR_ALREADY_EXISTS || error == ERROR_FILE_EXISTS
                   ? tsb_fail(err, TSB_ERR_EXISTS, "%s is there already", path)
                   : tsb_fail_errno(err, tsb_file_errno_of(error), "cannot write %s", path);
        (void)DeleteFileW(temporary);
    }
out:
    free(temporary);
    free(name);
    return code;
}

int tsb_file_write(const char *path, const void *bytes, size_t size, unsigned mode, tsb_error *err)
{
    (void)mode;
    return put_file(path, bytes, size, MOVEFILE_REPLACE_EXISTING, err);
}

int tsb_file_create(const char *path, const void *bytes, size_t size, unsigned mode, tsb_error *err)
{
    (void)mode;
    return put_file(path, bytes, size, 0, err);
}

int tsb_file_erase(const char *path, tsb_error *err)
{
    static const uint8_t zeros[4096];
    wchar_t *name = tsb_utf16_from(path);
    if (!name)
        return tsb_file_fail_path(path, err);
    HANDLE file = CreateFileW(name, GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD error = file == INVALID_HANDLE_VALUE ? GetLastError() : 0;
    LARGE_INTEGER size = {0};
    if (error == 0 && !GetFileSizeEx(file, &size))
        error = GetLastError();
    for (LONGLONG left = size.QuadPart; error == 0 && left > 0; left -= (LONGLONG)sizeof zeros) {
        if (!write_all(file, zeros, left < (LONGLONG)sizeof zeros ? (size_t)left : sizeof zeros))
            error = GetLastError();
    }
    if (file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
    if (error == 0 && !DeleteFileW(name))
        error = GetLastError();
    free(name);
    if (error == 0 || tsb_file_errno_of(error) == ENOENT)
        return 0;
    return tsb_fail_errno(err, tsb_file_errno_of(error), "cannot overwrite and remove %s", path);
}

static int make_one(const wchar_t *name, const char *path, tsb_error *err)
{
    if (CreateDirectoryW(name, NULL))
        return 0;
    DWORD error = GetLastError();
    DWORD attributes = GetFileAttributesW(name);
    if (attributes != INVALID_FILE_ATTRIBUTES) {
        if (attributes & FILE_ATTRIBUTE_DIRECTORY)
            return 0;
        return tsb_fail(err, TSB_ERR_EXISTS, "cannot make the folder %s: a file of that name is in the way", path);
    }
    return tsb_fail_errno(err, tsb_file_errno_of(error), "cannot make the folder %s", path);
}

int tsb_folder_make(const char *path, unsigned mode, tsb_error *err)
{
    (void)mode;
    wchar_t *partial = tsb_utf16_from(path);
    if (!partial)
        return tsb_file_fail_path(path, err);
    int code = 0;
    for (wchar_t *at = partial; code == 0 && *at; at++) {
        wchar_t separator = *at;
        if ((separator != L'/' && separator != L'\\') || at == partial || at[-1] == L':')
            continue;
        *at = 0;
        code = make_one(partial, path, err);
        *at = separator;
    }
    if (code == 0)
        code = make_one(partial, path, err);
    free(partial);
    return code;
}

/* What a search for all that is in the folder is given, for the caller to free, or NULL. */
static wchar_t *all_in(const wchar_t *path)
{
    size_t room = wcslen(path) + 3;
    wchar_t *pattern = malloc(room * sizeof *pattern);
    if (pattern)
        (void)swprintf(pattern, room, L"%ls\\*", path);
    return pattern;
}

static bool is_itself_or_parent(const wchar_t *name)
{
    return wcscmp(name, L".") == 0 || wcscmp(name, L"..") == 0;
}

int tsb_folder_each(const char *path, int (*each)(void *context, const char *name), void *context, tsb_error *err)
{
    WIN32_FIND_DATAW entry;
    wchar_t *folder = tsb_utf16_from(path);
    wchar_t *pattern = folder ? all_in(folder) : NULL;
    HANDLE search = pattern ? FindFirstFileW(pattern, &entry) : INVALID_HANDLE_VALUE;
    DWORD error = GetLastError();
    bool usable = pattern != NULL;
    int code = 0;
    free(pattern);
    free(folder);
    if (!usable)
        return tsb_file_fail_path(path, err);
    if (search == INVALID_HANDLE_VALUE)
        return tsb_fail_errno(err, tsb_file_errno_of(error), "cannot read the folder %s", path);
    do {
        char *name = is_itself_or_parent(entry.cFileName) ? NULL : tsb_utf16_to_utf8(entry.cFileName);
        if (name)
            code = each(context, name);
        free(name);
    } while (code == 0 && FindNextFileW(search, &entry));
    FindClose(search);
    return code;
}

static DWORD remove_tree(const wchar_t *path);

static DWORD remove_contents(const wchar_t *path)
{
    size_t room = wcslen(path) + MAX_PATH + 4;
    wchar_t *name = malloc(room * sizeof *name);
    if (!name)
        return ERROR_OUTOFMEMORY;
    WIN32_FIND_DATAW entry;
    DWORD error = 0;
    (void)swprintf(name, room, L"%ls\\*", path);
    HANDLE search = FindFirstFileW(name, &entry);
    if (search == INVALID_HANDLE_VALUE) {
        error = GetLastError();
    } else {
        do {
            if (is_itself_or_parent(entry.cFileName))
                continue;
            (void)swprintf(name, room, L"%ls\\%ls", path, entry.cFileName);
            error = remove_tree(name);
        } while (error == 0 && FindNextFileW(search, &entry));
        FindClose(search);
    }
    free(name);
    return error;
}

static DWORD remove_tree(const wchar_t *path)
{
    DWORD attributes = GetFileAttributesW(path);
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        DWORD error = GetLastError();
        return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND ? 0 : error;
    }
    if (!(attributes & FILE_ATTRIBUTE_DIRECTORY))
        return DeleteFileW(path) ? 0 : GetLastError();
    /* A junction or a link to a folder is removed, not entered. */
    if (!(attributes & FILE_ATTRIBUTE_REPARSE_POINT)) {
        DWORD error = remove_contents(path);
        if (error)
            return error;
    }
    return RemoveDirectoryW(path) ? 0 : GetLastError();
}

int tsb_tree_remove(const char *path, tsb_error *err)
{
    wchar_t *name = tsb_utf16_from(path);
    if (!name)
        return tsb_file_fail_path(path, err);
    DWORD error = remove_tree(name);
    free(name);
    return error ? tsb_fail_errno(err, tsb_file_errno_of(error), "cannot remove %s", path) : 0;
}

static DWORD attributes_of(const char *path)
{
    wchar_t *name = tsb_utf16_from(path);
    DWORD attributes = name ? GetFileAttributesW(name) : INVALID_FILE_ATTRIBUTES;
    free(name);
    return attributes;
}

bool tsb_path_exists(const char *path)
{
    return attributes_of(path) != INVALID_FILE_ATTRIBUTES;
}

bool tsb_path_is_folder(const char *path)
{
    DWORD attributes = attributes_of(path);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

static char *platform_folder(const wchar_t *variable, const char *name)
{
    const wchar_t *parent = _wgetenv(variable);
    if (!parent)
        return NULL;
    char *folder = tsb_utf16_to_utf8(parent);
    char *path = folder ? tsb_path_join(folder, name) : NULL;
    free(folder);
    return path;
}

char *tsb_state_folder(const char *name)
{
    return platform_folder(L"LOCALAPPDATA", name);
}

char *tsb_config_folder(const char *name)
{
    return platform_folder(L"APPDATA", name);
}

char *tsb_path_parent(const char *path)
{
    size_t length = strlen(path);
    while (length > 0 && path[length - 1] != '/' && path[length - 1] != '\\' && path[length - 1] != ':')
        length--;
    char *folder = malloc(length + 2);
    if (folder)
        snprintf(folder, length + 2, "%.*s", length > 0 ? (int)length : 1, length > 0 ? path : ".");
    return folder;
}

char *tsb_path_real(const char *path)
{
    wchar_t *name = tsb_utf16_from(path);
    wchar_t *whole = name ? _wfullpath(NULL, name, 0) : NULL;
    char *result = whole ? tsb_utf16_to_utf8(whole) : NULL;
    free(whole);
    free(name);
    return result;
}
