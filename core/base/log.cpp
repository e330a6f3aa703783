#include "core/base/log.h"

#include <spdlog/sinks/basic_file_sink.h>

namespace tonewright
{

Result<std::shared_ptr<spdlog::logger>> openRunLog(const std::filesystem::path &file)
{
    try {
        auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string());
        // Not spdlog's registry: a run's log ends with its last owner, and two runs never share a name.
        auto logger = std::make_shared<spdlog::logger>("run", std::move(sink));
        logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
        logger->set_level(spdlog::level::debug);
        logger->flush_on(spdlog::level::info);
        return logger;
    } catch (const spdlog::spdlog_ex &error) {
        return fail(ErrorCode::Unwritable, std::string("the log can't be written: ") + error.what() + ".",
                    file.string());
    }
}

}  // namespace tonewright
