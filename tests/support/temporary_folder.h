#pragma once

#include <QtCore/QTemporaryDir>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace tonewright::test
{

/// A folder that is gone when the test ends.
class TemporaryFolder
{
public:
    [[nodiscard]] std::filesystem::path path() const { return m_folder.path().toStdString(); }
    std::filesystem::path operator/(std::string_view name) const { return path() / name; }

private:
    QTemporaryDir m_folder;
};

inline void writeBytes(const std::filesystem::path &file, std::string_view bytes)
{
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

inline std::string readBytes(const std::filesystem::path &file)
{
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

}  // namespace tonewright::test
