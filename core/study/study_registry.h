#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/study/study.h"

namespace tonewright
{

/// One line of registration: plain data, a factory for runs, and the tools.
struct StudyEntry {
    const StudyDescriptor *descriptor = nullptr;
    std::function<std::unique_ptr<Study>()> create;
    std::shared_ptr<const StudyTools> tools;  ///< never null
};

/// The studies a program has. Built once in main() and handed in; there is no global one.
class StudyRegistry
{
public:
    void add(StudyEntry entry);  ///< throws std::logic_error for a second study of the same id
    [[nodiscard]] const std::vector<StudyEntry> &entries() const { return m_entries; }
    /// NotFound names the known studies.
    [[nodiscard]] Result<const StudyEntry *> find(std::string_view id) const;

private:
    std::vector<StudyEntry> m_entries;
};

}  // namespace tonewright
