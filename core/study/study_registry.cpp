#include "core/study/study_registry.h"

#include <algorithm>
#include <stdexcept>

namespace tonewright
{

void StudyRegistry::add(StudyEntry entry)
{
    if (entry.descriptor == nullptr || !entry.create || !entry.tools) {
        throw std::logic_error("a study was registered without descriptor, factory or tools");
    }
    if (find(entry.descriptor->id)) {
        throw std::logic_error("the study " + entry.descriptor->id + " was registered twice");
    }
    m_entries.push_back(std::move(entry));
}

Result<const StudyEntry *> StudyRegistry::find(std::string_view id) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const StudyEntry &entry) { return entry.descriptor->id == id; });
    if (found != m_entries.end()) {
        return &*found;
    }
    std::string known;
    for (const StudyEntry &entry : m_entries) {
        known += (known.empty() ? "" : ", ") + entry.descriptor->id;
    }
    return fail(ErrorCode::NotFound,
                known.empty() ? "this program was built without studies."
                              : "there is no such study. Known: " + known + ".",
                std::string(id));
}

}  // namespace tonewright
