# tw_use_torch(TARGET), for tw_add_library(… TORCH): links LibTorch privately and sets up what a target needs some of whose
# sources read its headers:
#  * those headers as SYSTEM, its required flags (they come with its imported targets, which set no -std);
#  * a job pool, because a compiler reading torch takes 1 … 1.6 GB.
# Headers of torch belong into .cpp files of core/rl and core/studies alone (tests/arch checks it). They aren't
# precompiled: for so few sources that would cost a clean build more than it saves (some 20 CPU-seconds and 500 MB of disk
# against 6 a source).

cmake_host_system_information(RESULT tw_memory_mib QUERY TOTAL_PHYSICAL_MEMORY)
math(EXPR tw_torch_jobs "${tw_memory_mib} / 2500")
if(tw_torch_jobs LESS 1)
    set(tw_torch_jobs 1)
endif()
set_property(GLOBAL APPEND PROPERTY JOB_POOLS tw_torch_pool=${tw_torch_jobs})

function(tw_use_torch target)
    target_link_libraries(${target} PRIVATE ${TORCH_LIBRARIES})
    set_target_properties(${target} PROPERTIES JOB_POOL_COMPILE tw_torch_pool)
endfunction()
