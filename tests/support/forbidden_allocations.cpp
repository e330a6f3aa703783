#include "tests/support/forbidden_allocations.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace
{
thread_local bool t_forbidden = false;
std::atomic<int> g_count{0};

void noteOne()
{
    if (t_forbidden)
        g_count.fetch_add(1);
}
}  // namespace

void *operator new(std::size_t size)
{
    noteOne();
    if (void *memory = std::malloc(size > 0 ? size : 1))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void *memory) noexcept
{
    if (memory != nullptr)
        noteOne();
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    ::operator delete(memory);
}

namespace tonewright
{

ForbiddenAllocations::ForbiddenAllocations()
{
    t_forbidden = true;
}

ForbiddenAllocations::~ForbiddenAllocations()
{
    t_forbidden = false;
}

int ForbiddenAllocations::count()
{
    return g_count.load();
}

bool ForbiddenAllocations::countsAllocations()
{
    const int before = g_count.load();
    {
        const ForbiddenAllocations ban;
        ::operator delete(::operator new(8));
    }
    const bool counted = g_count.load() == before + 2;
    g_count.store(before);
    return counted;
}

}  // namespace tonewright
