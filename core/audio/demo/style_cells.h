#pragma once

#include <vector>

#include "core/audio/demo/style.h"

/// Rhythms that several genres share: one character a sixteenth note.
namespace tonewright::demo::cells
{

// Melodies: x onset, - hold, . rest.
inline const std::vector<const char *> kSong = {"x---x-x-x---x---", "x-x-x---x-x-x---", "x-----x-x---x-x-",
                                                "..x-x-x-x-----x-", "x---x---x-x-x-x-", "x-x-x-x-x-------"};
inline const std::vector<const char *> kSyncopated = {"x--x--x---x-x---", "x-xx-xx-x---....", "..x-xx-x--x-x---",
                                                      "x--x-x--x--x--..", "x-x--x-xx---x-x-"};
inline const std::vector<const char *> kSwing = {"x-x-x-x-..x-x---", "..x-x-x-x---x-x-", "x---..x-x-x-x---",
                                                 "x-x-x---..x-x-x-", "x-xxx-x-x-x-..x-", "....x-x-x-x-x-x-"};
inline const std::vector<const char *> kBlues = {"..x-x-x-x-------", "x-x-x-..x---....", "x-x-x-x-x---....",
                                                 "..x-xxx-x-----..", "x-----x-x-x-x---"};
inline const std::vector<const char *> kRock = {"x-x-x-x-x---x---", "x---x-x---x-x---", "x-xxx-x-x-----..",
                                                "..x-x-x-x-x-x---", "x-----x-x-x-x-x-"};
inline const std::vector<const char *> kClassical = {"x---x-x-x---x---", "x-----x-x-x-x-x-", "x-x-x-x-x---x---",
                                                     "x---x---x-xxx---", "x-xxx-x-x-x-x---"};
inline const std::vector<const char *> kWaltz = {"x---x---x---", "x-----x-x---", "x---x-x-x-x-",
                                                 "x-x-x---x---", "x-------x-x-", "x-----xxx-x-"};
inline const std::vector<const char *> kCadence = {"x---x---x-------", "x-x-x---x-------", "x-x-x-x-x-------",
                                                   "x-------x-------", "x---x-x-x-----.."};
inline const std::vector<const char *> kShortCadence = {"x-x-x---........", "x---x-x-x---....", "x-x-x-x-x---....",
                                                        "x-x-x-----......"};
inline const std::vector<const char *> kWaltzCadence = {"x---x---x---", "x-------....", "x---x-------", "x-x-x-------"};

// Drum fills of one bar: their last beats are played.
inline const Groove kTomFill = {{36, "x.......x......."},
                                {38, "....x...x.xx...."},
                                {47, "..........x.xx.."},
                                {43, "..............xx"},
                                {42, "x.x.x.x........."}};
inline const Groove kSnareFill = {{36, "x.....x.x.....x."}, {38, "....X..gx.xxX.XX"}, {42, "x.x.x.x.x......."}};
inline const Groove kSparseFill = {
    {36, "x.......x....x.."}, {38, "....X......xX.x."}, {46, "..............x."}, {42, "x.x.x.x.x.x....."}};
inline const Groove kTripletFill = {
    {36, "x.......x......."}, {38, "....X...xxx....."}, {45, "............xxx."}, {42, "x.x.x.x........."}};

}  // namespace tonewright::demo::cells
