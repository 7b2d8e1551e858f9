# SPDX-License-Identifier: GPL-3.0-or-later
# The playing pipeline and the screen. Sets TALLYSTICK_PLAYER_UI_SOURCES and TALLYSTICK_PLAYER_UI_LIBS.
tallystick_package(SDL2 sdl2 SDL2_ttf)
tallystick_package(FFMPEG libavcodec libavfilter libavformat libavutil libswresample)
tallystick_package(DVDNAV dvdnav)

set(TALLYSTICK_PLAYER_UI_SOURCES
    audio_ring.c
    clock.c
    decode_audio.c
    decode_video.c
    demux.c
    framehash.c
    navigator.c
    navigator_pack.c
    navigator_title.c
    pipeline.c
    play_frames.c
    play_options.c
    queue.c
    reader.c
    stream.c
    ticks.c
    video_filter.c
    video_times.c)
set(TALLYSTICK_PLAYER_UI_LIBS PkgConfig::FFMPEG PkgConfig::DVDNAV PkgConfig::SDL2)
