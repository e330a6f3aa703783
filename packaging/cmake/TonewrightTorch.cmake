# tw_use_torch(TARGET SOURCES FILE…): links LibTorch privately and sets up what a target needs of whose sources these read
# torch's headers:
#  * torch's headers as SYSTEM, its required flags (they come with its imported targets, which set no -std);
#  * with TONEWRIGHT_TORCH_PCH, core/rl/torch_headers.h precompiled for those sources alone (reading it would cost the others
#    2 s each);
#  * a job pool, because a compiler reading torch takes 1 … 1.6 GB.
# Headers of torch belong into .cpp files of core/rl and core/studies alone (tests/arch checks it).

# Off by default: with few such sources precompiling costs a clean build more than it saves (some 20 CPU-seconds and 500 MB
# of disk against 6 a source). For somebody who edits them all day it pays: 2.5 CPU-seconds instead of 7 … 9 a compilation.
# ccache doesn't cache files that use a precompiled header, unless told to be sloppy.
option(TONEWRIGHT_TORCH_PCH "Precompile core/rl/torch_headers.h" OFF)

cmake_host_system_information(RESULT tw_memory_mib QUERY TOTAL_PHYSICAL_MEMORY)
math(EXPR tw_torch_jobs "${tw_memory_mib} / 2500")
if(tw_torch_jobs LESS 1)
    set(tw_torch_jobs 1)
endif()
set_property(GLOBAL APPEND PROPERTY JOB_POOLS tw_torch_pool=${tw_torch_jobs})

function(tw_use_torch target)
    cmake_parse_arguments(ARG "" "" "SOURCES" ${ARGN})
    target_link_libraries(${target} PRIVATE ${TORCH_LIBRARIES})
    set_target_properties(${target} PROPERTIES JOB_POOL_COMPILE tw_torch_pool JOB_POOL_PRECOMPILE_HEADER tw_torch_pool)
    if(NOT TONEWRIGHT_TORCH_PCH)
        return()
    endif()
    get_target_property(sources ${target} SOURCES)
    foreach(source IN LISTS sources)
        get_filename_component(name "${source}" NAME)
        if(NOT name IN_LIST ARG_SOURCES)
            set_source_files_properties("${source}" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
        endif()
    endforeach()
    get_property(owner GLOBAL PROPERTY TW_TORCH_PCH_TARGET)
    if(owner)
        target_precompile_headers(${target} REUSE_FROM ${owner})
    else()
        target_precompile_headers(${target} PRIVATE "${CMAKE_SOURCE_DIR}/core/rl/torch_headers.h")
        set_property(GLOBAL PROPERTY TW_TORCH_PCH_TARGET ${target})
    endif()
endfunction()
