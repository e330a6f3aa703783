#include "core/audio/demo/style.h"

#include <array>

namespace tonewright::demo
{
namespace
{

struct Entry {
    std::string_view genre;
    std::vector<Style> (*styles)();
};

constexpr std::array<Entry, 11> kGenres = {{{"blues", bluesStyles},
                                            {"classical", classicalStyles},
                                            {"country", countryStyles},
                                            {"disco", discoStyles},
                                            {"hiphop", hiphopStyles},
                                            {"jazz", jazzStyles},
                                            {"metal", metalStyles},
                                            {"pop", popStyles},
                                            {"reggae", reggaeStyles},
                                            {"rock", rockStyles},
                                            {"piano", pianoStyles}}};

}  // namespace

const std::vector<std::string> &demoGenres()
{
    static const std::vector<std::string> genres = [] {
        std::vector<std::string> names;
        for (const Entry &entry : kGenres)
            names.emplace_back(entry.genre);
        return names;
    }();
    return genres;
}

std::vector<Style> stylesOf(std::string_view genre)
{
    for (const Entry &entry : kGenres)
        if (entry.genre == genre)
            return entry.styles();
    return {};
}

}  // namespace tonewright::demo
