<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>AppActions</name>
    <message>
        <location filename="../app/window/app_actions.cpp" line="34"/>
        <source>Open &amp;folder of music…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="36"/>
        <source>Train on a folder: genre/track, or pairs in genre/raw and genre/reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="37"/>
        <source>Open &amp;audio file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="39"/>
        <source>Train on one piece of music</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="40"/>
        <source>Open &amp;project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="42"/>
        <source>Go on with an earlier project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="43"/>
        <source>Open the &amp;demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="45"/>
        <source>Pieces that Tonewright composes itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="46"/>
        <source>Export data &amp;set…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="48"/>
        <source>The agent&apos;s decision for every track as a CSV file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="49"/>
        <source>&amp;Export processed sound…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="51"/>
        <source>The processed version of this track as a WAV file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="52"/>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="53"/>
        <source>Save and close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="54"/>
        <location filename="../app/window/app_actions.cpp" line="94"/>
        <source>&amp;Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="55"/>
        <source>Train the agent, or go on training it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="56"/>
        <source>&amp;Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="57"/>
        <source>Hold the training; press again to go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="58"/>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="59"/>
        <source>Stop training and save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="60"/>
        <source>Start a &amp;new run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="62"/>
        <source>Begin from scratch with the settings at the right; earlier runs are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="63"/>
        <source>&amp;Check on held-out tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="65"/>
        <source>Score the agent exactly on tracks that it never trained on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="66"/>
        <source>&amp;Dark theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="67"/>
        <source>Switch between light and dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="68"/>
        <source>&amp;Reset the layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="69"/>
        <source>All panes back to their places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="70"/>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="71"/>
        <source>Every key in one list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="72"/>
        <source>&amp;About Tonewright</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="73"/>
        <source>Version, licence, parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="93"/>
        <source>&amp;Continue</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AudioRole</name>
    <message>
        <location filename="../widgets/style/role.cpp" line="30"/>
        <source>Raw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/style/role.cpp" line="32"/>
        <source>Processed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/style/role.cpp" line="36"/>
        <source>Reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/style/role.cpp" line="43"/>
        <source>The sound as it came, before anything is done to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/style/role.cpp" line="45"/>
        <source>What the agent made of the raw sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/style/role.cpp" line="49"/>
        <source>The sound that the agent tries to come close to.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColourBar</name>
    <message>
        <location filename="../widgets/spectrogram/spectrogram_panel.cpp" line="47"/>
        <source>Level scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/spectrogram/spectrogram_panel.cpp" line="48"/>
        <source>How loud a colour is, in dB below full scale. Wheel or click: change the quietest level shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/spectrogram/spectrogram_panel.cpp" line="96"/>
        <source>Quietest level shown: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/spectrogram/spectrogram_panel.cpp" line="133"/>
        <location filename="../widgets/spectrogram/spectrogram_render.cpp" line="164"/>
        <source>dBFS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/spectrogram/spectrogram_panel.cpp" line="135"/>
        <source>Hz</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileRequests</name>
    <message>
        <location filename="../app/window/file_requests.cpp" line="40"/>
        <source>Music (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/file_requests.cpp" line="42"/>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HelpDialogs</name>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="49"/>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="59"/>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="60"/>
        <source>What it does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="80"/>
        <source>About Tonewright</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="83"/>
        <source>Tonewright&apos;s icon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="94"/>
        <source>Train, watch and hear agents that process audio.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="95"/>
        <source>Free software under the GNU General Public License, version 3 or later (GPL-3.0-or-later). It comes without any warranty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="97"/>
        <source>Tonewright is based in part on the work of the Qwt project (https://qwt.sf.net).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="99"/>
        <source>Made with %1, libsndfile, FFTW, libsoxr, libebur128, FluidSynth, SQLite, nlohmann-json, fmt and spdlog.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <location filename="../app/main.cpp" line="43"/>
        <source>Only the first path is opened: one corpus at a time.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <location filename="../app/headless/headless_run.cpp" line="179"/>
        <source>every episode, every number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/headless/headless_run.cpp" line="180"/>
        <source>the agent&apos;s decision for every track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/headless/headless_run.cpp" line="181"/>
        <source>the scores above, and the run&apos;s settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/headless/headless_run.cpp" line="182"/>
        <source>the graphs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/headless/headless_run.cpp" line="183"/>
        <source>sound and pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/headless/headless_run.cpp" line="184"/>
        <source>the run itself: open this folder with Tonewright to go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="55"/>
        <source>The trained agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="60"/>
        <source>Doing nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="62"/>
        <source>Random choices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="64"/>
        <source>The true inverse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="105"/>
        <source>Genre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="105"/>
        <source>Tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="115"/>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="184"/>
        <source>Spectrogram: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="190"/>
        <source>What the agent decided for %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="202"/>
        <source>Study</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="203"/>
        <source>Algorithm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="204"/>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="205"/>
        <source>Material</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="205"/>
        <source>%1, %2 tracks, content %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="210"/>
        <location filename="../app/report/report_page.cpp" line="248"/>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="210"/>
        <source>%1 episodes, %2 steps, %3 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="214"/>
        <source>Program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="215"/>
        <source>Libraries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="228"/>
        <source>en</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="228"/>
        <source>Tonewright report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="234"/>
        <source>How well the agent does on tracks that it never trained on, measured on the sound itself. Higher is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="241"/>
        <source>Listen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="242"/>
        <source>Raw is what the agent was given, processed is what it made of it, and the reference is what it was asked to sound like.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="249"/>
        <source>What the agent&apos;s choices were worth while it learned, episode by episode. Faint: each measurement; strong: smoothed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="251"/>
        <source>Facts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="252"/>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WorkbenchPanes</name>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="38"/>
        <source>Music</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="39"/>
        <source>Sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="40"/>
        <source>Decision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="41"/>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="42"/>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="43"/>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="67"/>
        <source>The genres and tracks of your music.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="68"/>
        <source>Open a folder of music</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="70"/>
        <source>The raw, processed and reference sound of the chosen track, as pictures to look through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="74"/>
        <source>What the agent decided for the chosen track.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="77"/>
        <source>How the agent gets better, episode by episode, while it trains.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="78"/>
        <source>Start training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="92"/>
        <source>Tear off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="96"/>
        <source>Hide</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright</name>
    <message>
        <location filename="../widgets/abc_player/source_preparation.cpp" line="33"/>
        <source>%1 kHz</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/source_preparation.cpp" line="64"/>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/source_preparation.cpp" line="69"/>
        <source>resampled from %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/source_preparation.cpp" line="70"/>
        <source>%1: all resampled to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/source_preparation.cpp" line="80"/>
        <source>%1 is %2 s shorter: silence at its end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/source_preparation.cpp" line="109"/>
        <source>%1 could not be prepared: not enough memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/source_preparation.cpp" line="114"/>
        <source>%1: %2 channels mixed to one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_shortcuts.cpp" line="89"/>
        <source>Listen to the raw sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_shortcuts.cpp" line="90"/>
        <source>Listen to the processed sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_shortcuts.cpp" line="92"/>
        <source>Listen to the reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_shortcuts.cpp" line="94"/>
        <source>Play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_shortcuts.cpp" line="95"/>
        <source>Loop on or off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_shortcuts.cpp" line="96"/>
        <source>Loop from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_shortcuts.cpp" line="97"/>
        <source>Loop up to here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_shortcuts.cpp" line="98"/>
        <source>Clear the loop region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_shortcuts.cpp" line="100"/>
        <source>One second back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_shortcuts.cpp" line="101"/>
        <source>One second on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_shortcuts.cpp" line="102"/>
        <source>Five seconds back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_shortcuts.cpp" line="103"/>
        <source>Five seconds on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_shortcuts.cpp" line="104"/>
        <source>To the start</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::AudioOutput</name>
    <message>
        <location filename="../widgets/abc_player/audio_output.cpp" line="93"/>
        <source>The sound device “%1” stopped working. Trying again …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/audio_output.cpp" line="107"/>
        <source>No sound device was found: everything but listening works.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/audio_output.cpp" line="109"/>
        <source>The sound device “%1” has no format that can be used.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::CorpusModel</name>
    <message>
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="39"/>
        <source>Left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="148"/>
        <source>Files that can&apos;t be used, each with the reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="150"/>
        <source>%n file(s) left out</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="151"/>
        <source>%1, %n track(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="160"/>
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="178"/>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="164"/>
        <source>A given pair: the corpus brings its own raw version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="167"/>
        <source>Held out: the agent never trains on it, so it shows what the agent can do.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::CorpusTree</name>
    <message>
        <location filename="../widgets/corpus_tree/corpus_tree.cpp" line="28"/>
        <location filename="../widgets/corpus_tree/corpus_tree.cpp" line="30"/>
        <source>Find a track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/corpus_tree/corpus_tree.cpp" line="35"/>
        <source>Tracks by genre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/corpus_tree/corpus_tree.cpp" line="155"/>
        <source>No tracks yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_tree.cpp" line="158"/>
        <source>%n track(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_tree.cpp" line="160"/>
        <source>, %n file(s) left out</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tonewright::DecisionTable</name>
    <message>
        <location filename="../widgets/eq_curve/decision_table.cpp" line="40"/>
        <source>Settings chosen</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::EqCurveView</name>
    <message>
        <location filename="../widgets/eq_curve/eq_curve_view.cpp" line="24"/>
        <source>Frequency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/eq_curve/eq_curve_view.cpp" line="33"/>
        <source>Applied gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/eq_curve/eq_curve_view.cpp" line="47"/>
        <source>Applied response of the equaliser</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::GroupBars</name>
    <message>
        <location filename="../widgets/training_graphs/group_bars.cpp" line="31"/>
        <source>%1 by group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/training_graphs/group_bars.cpp" line="77"/>
        <source>%1: %2 ± %3 over the latest %4 of %5 episodes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::MainWindow</name>
    <message>
        <location filename="../app/window/main_window.cpp" line="38"/>
        <source>Tonewright</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="57"/>
        <source>Open a folder of music</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="60"/>
        <source>Open an audio file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="63"/>
        <source>Open a project folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="184"/>
        <location filename="../app/window/main_window.cpp" line="271"/>
        <source>Written: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../app/window/main_window.cpp" line="217"/>
        <source>%n file(s) can&apos;t be used: the list at the left says why.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="222"/>
        <source>%1 – Tonewright</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="266"/>
        <source>Export the processed sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="266"/>
        <source>%1-processed.wav</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="266"/>
        <source>WAV (*.wav)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="277"/>
        <source>Export the data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="277"/>
        <source>dataset.csv</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="277"/>
        <source>Table (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="287"/>
        <source>Saving the run. The window closes by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="42"/>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="48"/>
        <source>&amp;Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="52"/>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="56"/>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="58"/>
        <source>Menus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="63"/>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="70"/>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="79"/>
        <source>Player</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::MessageBar</name>
    <message>
        <location filename="../app/window/message_bar.cpp" line="18"/>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/message_bar.cpp" line="25"/>
        <source>Kind of message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/message_bar.cpp" line="31"/>
        <location filename="../app/window/message_bar.cpp" line="32"/>
        <source>Close the message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::PaneHeader</name>
    <message>
        <location filename="../widgets/style/pane.cpp" line="166"/>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/style/pane.cpp" line="167"/>
        <source>More of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::ParameterForm</name>
    <message>
        <location filename="../widgets/parameter_form/parameter_form.cpp" line="68"/>
        <source>%1 … %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/parameter_form/parameter_form.cpp" line="72"/>
        <source>%1, range %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/parameter_form/parameter_form.cpp" line="148"/>
        <source>Back to the default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/parameter_form/parameter_form.cpp" line="149"/>
        <source>%1: back to the default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/parameter_form/parameter_form.cpp" line="190"/>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::PlotLegend</name>
    <message>
        <location filename="../widgets/plot/plot_overlay.cpp" line="104"/>
        <source>Legend: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::PlotWidget</name>
    <message>
        <location filename="../widgets/plot/plot_widget.cpp" line="197"/>
        <source>%1: %2 at %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/plot/plot_widget.cpp" line="201"/>
        <source>No data yet.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::ResultView</name>
    <message>
        <location filename="../app/window/result_view.cpp" line="44"/>
        <source>Held-out tracks, mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="45"/>
        <source>Check on held-out tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="47"/>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="72"/>
        <source>Lets the agent decide on every track that it never trained on and scores the sound exactly, beside random choices and doing nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="129"/>
        <source>estimate while training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="138"/>
        <source>of the sound you hear; 0 = no change, 1 = the reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="160"/>
        <source>Choose a track at the left.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::RunStatusLine</name>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="30"/>
        <source>State of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="41"/>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="82"/>
        <source>Nothing open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="84"/>
        <source>Preparing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="86"/>
        <source>Ready: press Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="88"/>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="90"/>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="92"/>
        <source>Checking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="94"/>
        <location filename="../app/window/run_status_line.cpp" line="105"/>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="96"/>
        <source>Saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="98"/>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="121"/>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="150"/>
        <source>episode %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="152"/>
        <source>%1 steps/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="155"/>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="159"/>
        <source>%1 %2</source>
        <comment>a metric&apos;s name and its value</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../app/window/run_status_line.cpp" line="160"/>
        <source>Mean of the last %n episode(s). %1</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tonewright::SeekLine</name>
    <message>
        <location filename="../widgets/abc_player/seek_line.cpp" line="45"/>
        <source>Position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/seek_line.cpp" line="46"/>
        <source>Click to go there. Drag in the strip above the line to mark a loop region; drag its ends to change it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/seek_line.cpp" line="76"/>
        <source>Loop region from %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::SettingsView</name>
    <message>
        <location filename="../app/window/settings_view.cpp" line="24"/>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="27"/>
        <source>Train for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="28"/>
        <source>min</source>
        <comment>minutes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="30"/>
        <source>Training ends by itself after this time; 0 trains until you press Stop. Pauses don&apos;t count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="38"/>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="40"/>
        <source>Where the run&apos;s random choices begin. The same seed and settings give the same run again; compare several seeds before you believe a difference.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="53"/>
        <source>Settings of the run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::SourceButton</name>
    <message>
        <location filename="../widgets/abc_player/source_button.cpp" line="26"/>
        <source>Listen to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/source_button.cpp" line="37"/>
        <source>key %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/source_button.cpp" line="39"/>
        <location filename="../widgets/abc_player/source_button.cpp" line="40"/>
        <source>Not there yet: silent.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::SpectrogramPanel</name>
    <message>
        <location filename="../widgets/spectrogram/spectrogram_panel.cpp" line="158"/>
        <source>Spectrograms</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::SpectrogramView</name>
    <message>
        <location filename="../widgets/spectrogram/spectrogram_view.cpp" line="48"/>
        <source>Spectrogram: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/spectrogram/spectrogram_view.cpp" line="144"/>
        <source>%1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/spectrogram/spectrogram_view.cpp" line="147"/>
        <source>%1; heard now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/spectrogram/spectrogram_view.cpp" line="276"/>
        <source>dB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/spectrogram/spectrogram_view_painting.cpp" line="38"/>
        <source>Analysing …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/spectrogram/spectrogram_view_painting.cpp" line="39"/>
        <source>This sound has no samples to show.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::TrainingGraphs</name>
    <message>
        <location filename="../widgets/training_graphs/training_graphs.cpp" line="87"/>
        <source>Episode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/training_graphs/training_graphs.cpp" line="96"/>
        <source>Each episode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/training_graphs/training_graphs.cpp" line="176"/>
        <location filename="../widgets/training_graphs/training_graphs.cpp" line="184"/>
        <source>Smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/training_graphs/training_graphs.cpp" line="178"/>
        <source>How strongly the bright line is smoothed. The faint line behind it shows every episode.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::TransportBar</name>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="43"/>
        <source>Volume: %1 dB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="44"/>
        <source>Volume: off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="128"/>
        <source>Play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="129"/>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="129"/>
        <source>Stop and go to the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="131"/>
        <source>Loop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="131"/>
        <source>Repeat the region, or the whole piece when none is marked (L)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="141"/>
        <source>Position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="145"/>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="155"/>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="162"/>
        <source>Volume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="229"/>
        <source>Loop from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="232"/>
        <source>Loop up to here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="235"/>
        <source>Clear the loop region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="261"/>
        <source>Pause (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="262"/>
        <source>Play (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/abc_player/transport_bar.cpp" line="299"/>
        <source>Player</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
