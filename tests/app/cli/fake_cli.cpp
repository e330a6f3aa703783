// The command line with the fake study: starts at once, because it doesn't load the tensor library.

#include "app/cli/command_line.h"
#include "tests/support/fake_study.h"

int main(int argc, char **argv)
{
    return tonewright::cli::runCommandLine(argc, argv, tonewright::test::fakeRegistry());
}
