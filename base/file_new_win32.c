/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "base/file_win32.h"
#include "base/utf16_win32.h"

/* A stream of a file made anew, or NULL with GetLastError(). */
static FILE *make_stream(const wchar_t *name)
{
    HANDLE file = CreateFileW(name, GENERIC_WRITE, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return NULL;
    int descriptor = _open_osfhandle((intptr_t)file, _O_BINARY);
    if (descriptor < 0) {
        CloseHandle(file);
        return NULL;
    }
    FILE *stream = _fdopen(descriptor, "wb");
    if (!stream)
        (void)_close(descriptor);
    return stream;
}

int tsb_new_file_open(tsb_new_file *out, const char *path, unsigned mode, tsb_error *err)
{
    int code = 0;
    (void)mode; /* folders say here who may read */
    *out = (tsb_new_file){.path = strdup(path)};
    wchar_t *name = tsb_utf16_from(path);
    wchar_t *temporary = name ? tsb_file_temporary_name(name) : NULL;
    out->stream = temporary ? make_stream(temporary) : NULL;
    DWORD error = GetLastError();
    if (!temporary)
        code = tsb_file_fail_path(path, err);
    else if (!out->stream)
        code = tsb_fail_errno(err, tsb_file_errno_of(error), "cannot write %s", path);
    else
        out->temporary = tsb_utf16_to_utf8(temporary);
    if (code == 0 && (!out->path || !out->temporary)) {
        (void)fclose(out->stream);
        out->stream = NULL;
        (void)DeleteFileW(temporary);
        code = tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    }
    free(temporary);
    free(name);
    return code;
}

int tsb_new_file_commit(tsb_new_file *file, tsb_error *err)
{
    FILE *stream = file->stream;
    file->stream = NULL;
    bool written = !ferror(stream) && fflush(stream) == 0 && _commit(_fileno(stream)) == 0;
    written = fclose(stream) == 0 && written;
    if (!written)
        return tsb_fail_errno(err, EIO, "cannot write %s", file->path);
    int code = 0;
    wchar_t *name = tsb_utf16_from(file->path);
    wchar_t *temporary = tsb_utf16_from(file->temporary);
    if (!name || !temporary)
        code = tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    else if (!MoveFileExW(temporary, name, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH))
        code = tsb_fail_errno(err, tsb_file_errno_of(GetLastError()), "cannot write %s", file->path);
    free(temporary);
    free(name);
    if (code == 0) {
        free(file->temporary);
        file->temporary = NULL;
    }
    return code;
}

void tsb_new_file_finish(tsb_new_file *file)
{
    wchar_t *temporary = file->temporary ? tsb_utf16_from(file->temporary) : NULL;
    if (file->stream)
        (void)fclose(file->stream);
    if (temporary)
        (void)DeleteFileW(temporary);
    free(temporary);
    free(file->temporary);
    free(file->path);
    *file = (tsb_new_file){0};
}
