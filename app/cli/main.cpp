#include <cstdio>
#include <exception>

#include "app/cli/command_line.h"
#include "app/cli/exit_status.h"
#include "core/studies/all_studies.h"

int main(int argc, char **argv)
{
    try {
        return tonewright::cli::runCommandLine(argc, argv, tonewright::allStudies());
    } catch (const std::exception &error) {
        std::fprintf(stderr, "tonewright-cli: a defect ended the program: %s\n", error.what());
        return tonewright::cli::kFailed;
    }
}
