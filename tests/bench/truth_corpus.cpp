// Renders demo music for the truth tables: truth_corpus FOLDER PIECES_PER_GENRE SEED. The same files as
// `tonewright-cli demo-corpus`, without needing LibTorch. Pieces that are there already are kept.
#include <cstdio>
#include <cstdlib>

#include "core/audio/demo/demo_corpus.h"

using namespace tonewright;

int main(int argc, char **argv)
{
    if (argc != 4) {
        std::fprintf(stderr, "usage: truth_corpus FOLDER PIECES_PER_GENRE SEED\n");
        return 2;
    }
    DemoOptions options;
    options.piecesPerGenre = std::atoi(argv[2]);
    options.seed = std::strtoull(argv[3], nullptr, 10);
    RunListener listener;
    RunContext context(listener, {});
    if (const auto rendered = renderDemoCorpus(argv[1], options, context); !rendered) {
        std::fprintf(stderr, "%s\n", rendered.error().describe().c_str());
        return 1;
    }
    return 0;
}
