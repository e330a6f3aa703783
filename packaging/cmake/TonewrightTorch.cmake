# tw_use_torch(TARGET): links LibTorch privately and sets up what a target with torch sources needs:
#  * torch's headers as SYSTEM, its required flags (they come with its imported targets, which set no -std);
#  * one precompiled header of core/rl/torch_headers.h for all such targets: a torch file takes 7 … 9 CPU-seconds with
#    the light headers, 2.5 with them precompiled; precompiling takes 19 s and 500 MB of disk, once a build folder;
#  * a job pool, because a compiler reading torch takes 1 … 1.6 GB.
# Headers of torch belong into .cpp files of core/rl and core/studies alone (tests/arch checks it).

# ccache doesn't cache files that use a precompiled header (unless told to be sloppy); people who have it want the cache.
set(tw_torch_pch_default ON)
if(CMAKE_CXX_COMPILER_LAUNCHER MATCHES "ccache")
    set(tw_torch_pch_default OFF)
endif()
option(TONEWRIGHT_TORCH_PCH "Precompile core/rl/torch_headers.h" ${tw_torch_pch_default})

cmake_host_system_information(RESULT tw_memory_mib QUERY TOTAL_PHYSICAL_MEMORY)
math(EXPR tw_torch_jobs "${tw_memory_mib} / 2500")
if(tw_torch_jobs LESS 1)
    set(tw_torch_jobs 1)
endif()
set_property(GLOBAL APPEND PROPERTY JOB_POOLS tw_torch_pool=${tw_torch_jobs})

function(tw_use_torch target)
    target_link_libraries(${target} PRIVATE ${TORCH_LIBRARIES})
    set_target_properties(${target} PROPERTIES JOB_POOL_COMPILE tw_torch_pool JOB_POOL_PRECOMPILE_HEADER tw_torch_pool)
    if(NOT TONEWRIGHT_TORCH_PCH)
        return()
    endif()
    get_property(owner GLOBAL PROPERTY TW_TORCH_PCH_TARGET)
    if(owner)
        target_precompile_headers(${target} REUSE_FROM ${owner})
    else()
        target_precompile_headers(${target} PRIVATE "${CMAKE_SOURCE_DIR}/core/rl/torch_headers.h")
        set_property(GLOBAL PROPERTY TW_TORCH_PCH_TARGET ${target})
    endif()
endfunction()
