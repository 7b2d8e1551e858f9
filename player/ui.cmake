# SPDX-License-Identifier: GPL-3.0-or-later
# The playing pipeline and the screen. Sets TALLYSTICK_PLAYER_UI_SOURCES and TALLYSTICK_PLAYER_UI_LIBS.
tallystick_package(SDL2 sdl2 SDL2_ttf)
tallystick_package(FFMPEG libavcodec libavfilter libavformat libavutil libswresample)
tallystick_package(DVDNAV dvdnav)

set(TALLYSTICK_PLAYER_UI_SOURCES
    audio.c
    audio_ring.c
    audio_tempo.c
    clock.c
    decode_audio.c
    decode_video.c
    demux.c
    fonts.c
    framehash.c
    icon_window.c
    icons.c
    keys.c
    navigator.c
    navigator_pack.c
    navigator_title.c
    osd.c
    osd_bar.c
    osd_messages.c
    pipeline.c
    play.c
    play_actions.c
    play_events.c
    play_frames.c
    play_options.c
    play_screen.c
    play_sync.c
    queue.c
    reader.c
    stream.c
    ticks.c
    video.c
    video_filter.c
    video_times.c
    widgets.c)
set(TALLYSTICK_PLAYER_UI_LIBS PkgConfig::FFMPEG PkgConfig::DVDNAV PkgConfig::SDL2)
if(NOT WIN32)
    list(APPEND TALLYSTICK_PLAYER_UI_LIBS m)
endif()
