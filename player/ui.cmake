# SPDX-License-Identifier: GPL-3.0-or-later
# The playing pipeline and the screen. Sets TALLYSTICK_PLAYER_UI_SOURCES and TALLYSTICK_PLAYER_UI_LIBS.
tallystick_package(SDL2 sdl2 SDL2_ttf)
tallystick_package(FRIBIDI fribidi)
tallystick_package(FFMPEG libavcodec libavutil libswresample libswscale)
tallystick_package(AVFILTER libavfilter)
tallystick_package(DVDNAV dvdnav)

set(TALLYSTICK_PLAYER_UI_SOURCES
    app/app.c
    app/app_media.c
    app/card.c
    app/error_screen.c
    app/film.c
    app/film_options.c
    app/finder.c
    app/finder_discs.c
    app/finder_recent.c
    app/home.c
    app/home_recent.c
    app/home_tokens.c
    app/open_screen.c
    app/opening.c
    app/questions.c
    app/signin_screen.c
    app/waiting_screen.c
    dvd/cell_vobus.c
    dvd/demux.c
    dvd/languages.c
    dvd/navigator.c
    dvd/navigator_calls.c
    dvd/navigator_machine.c
    dvd/navigator_menu.c
    dvd/navigator_pack.c
    dvd/navigator_places.c
    dvd/navigator_return.c
    dvd/navigator_seek.c
    dvd/navigator_title.c
    dvd/navigator_titles.c
    dvd/navigator_tracks.c
    dvd/subpicture.c
    dvd/ticks.c
    dvd/title_sectors.c
    pipeline/audio_ring.c
    pipeline/audio_tempo.c
    pipeline/clock.c
    pipeline/decode_audio.c
    pipeline/decode_video.c
    pipeline/filters.c
    pipeline/framehash.c
    pipeline/menu_pages.c
    pipeline/pipeline.c
    pipeline/queue.c
    pipeline/reader.c
    pipeline/reader_back.c
    pipeline/reader_run.c
    pipeline/resampler.c
    pipeline/stream.c
    pipeline/subtitles.c
    pipeline/video_filter.c
    pipeline/video_times.c
    pipeline/worker.c
    play/actions.c
    play/audio.c
    screen/density.c
    screen/drop.c
    play/display_lock.c
    screen/field.c
    screen/focus.c
    screen/fonts.c
    screen/icon_window.c
    screen/icons.c
    play/key_names.c
    play/keys.c
    play/keys_conf.c
    play/osd.c
    play/osd_bar.c
    play/osd_head.c
    play/osd_layout.c
    play/osd_messages.c
    play/osd_panel.c
    play/osd_seek.c
    play/osd_statistics.c
    play/overlay.c
    play/overlay_paint.c
    play/pacing.c
    play/play.c
    play/play_actions.c
    play/play_disc.c
    play/play_events.c
    play/play_frames.c
    play/play_menus.c
    play/play_media.c
    play/play_options.c
    play/play_pace.c
    play/play_parts.c
    play/play_screen.c
    play/play_statistics.c
    play/play_subtitles.c
    play/play_sync.c
    play/play_touch.c
    play/play_trouble.c
    play/popup.c
    play/popup_draw.c
    play/rate_control.c
    screen/picture.c
    screen/runs.c
    screen/scaler.c
    screen/typeface.c
    screen/ui.c
    screen/ui_events.c
    screen/ui_field.c
    screen/ui_parts.c
    screen/window.c
    screen/widgets.c
    screen/wrap.c)
# The desktop's media controls.
if(UNIX AND NOT APPLE)
    pkg_check_modules(GIO QUIET IMPORTED_TARGET gio-2.0>=2.56)
endif()
if(GIO_FOUND)
    list(APPEND TALLYSTICK_PLAYER_UI_SOURCES desktop/mpris_gio.c desktop/mpris_gio_state.c)
else()
    list(APPEND TALLYSTICK_PLAYER_UI_SOURCES desktop/mpris_none.c)
endif()
set(TALLYSTICK_PLAYER_UI_LIBS PkgConfig::FFMPEG PkgConfig::DVDNAV PkgConfig::SDL2 PkgConfig::FRIBIDI)
# libavfilter is loaded when it is needed (pipeline/filters.h), where it is a library of the system's.
tallystick_platform_sources(filters pipeline/filters)
set(graphics screen/graphics_other.c)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    set(graphics screen/graphics_linux.c)
endif()
list(APPEND TALLYSTICK_PLAYER_UI_SOURCES ${filters} ${graphics})
if(WIN32)
    list(APPEND TALLYSTICK_PLAYER_UI_LIBS PkgConfig::AVFILTER)
else()
    string(REGEX MATCH "^[0-9]+" avfilter_major "${AVFILTER_VERSION}")
    if(APPLE)
        set(avfilter_file "libavfilter.${avfilter_major}.dylib")
    else()
        set(avfilter_file "libavfilter.so.${avfilter_major}")
    endif()
    set_source_files_properties(pipeline/filters_posix.c PROPERTIES
        COMPILE_DEFINITIONS "TSP_AVFILTER=\"${avfilter_file}\"")
    list(APPEND TALLYSTICK_PLAYER_UI_LIBS m ${CMAKE_DL_LIBS})
endif()
