<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>AppActions</name>
    <message>
        <location filename="../app/window/app_actions.cpp" line="37"/>
        <source>Open &amp;folder of music…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="39"/>
        <source>Train on a folder: genre/track, or pairs in genre/raw and genre/reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="41"/>
        <source>Open &amp;audio file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="43"/>
        <source>Train on one piece of music</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="44"/>
        <source>Open &amp;project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="46"/>
        <source>Go on with an earlier project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="47"/>
        <source>Open the &amp;demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="49"/>
        <source>Pieces that Tonewright composes itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="51"/>
        <source>Process &amp;your own track…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="53"/>
        <source>Make a track sound like another one, without any training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="54"/>
        <source>Export data &amp;set…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="56"/>
        <source>The agent&apos;s decision for every track as a CSV file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="57"/>
        <source>&amp;Export processed sound…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="59"/>
        <source>The processed version of this track as a WAV file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="60"/>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="61"/>
        <source>Save and close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="62"/>
        <location filename="../app/window/app_actions.cpp" line="104"/>
        <source>&amp;Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="63"/>
        <source>Train the agent, or go on training it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="64"/>
        <source>&amp;Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="65"/>
        <source>Hold the training; press again to go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="66"/>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="67"/>
        <source>Stop training and save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="68"/>
        <source>Start a &amp;new run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="70"/>
        <source>Begin from scratch with the settings at the right; earlier runs are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="72"/>
        <source>&amp;Check on held-out tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="74"/>
        <source>Score the agent exactly on tracks that it never trained on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="75"/>
        <source>&amp;Dark theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="77"/>
        <source>Switch between light and dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="78"/>
        <source>&amp;Reset the layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="79"/>
        <source>All panes back to their places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="80"/>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="81"/>
        <source>Every key in one list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="82"/>
        <source>&amp;About Tonewright</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="83"/>
        <source>Version, licence, parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/app_actions.cpp" line="103"/>
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
        <location filename="../app/window/file_requests.cpp" line="42"/>
        <source>Music (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/file_requests.cpp" line="44"/>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HelpDialogs</name>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="51"/>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="62"/>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="62"/>
        <source>What it does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="82"/>
        <source>About Tonewright</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="85"/>
        <source>Tonewright&apos;s icon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="95"/>
        <source>Train, watch and hear agents that process audio.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="96"/>
        <source>Free software under the GNU General Public License, version 3 or later (GPL-3.0-or-later). It comes without any warranty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="99"/>
        <source>Tonewright is based in part on the work of the Qwt project (https://qwt.sf.net).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/help_dialogs.cpp" line="102"/>
        <source>Made with %1, libsndfile, FFTW, libsoxr, libebur128, FluidSynth, SQLite, nlohmann-json, fmt and spdlog.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <location filename="../app/main.cpp" line="49"/>
        <source>Only the first path is opened: one corpus at a time.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <location filename="../app/headless/headless_run.cpp" line="221"/>
        <source>every episode, every number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/headless/headless_run.cpp" line="222"/>
        <source>the agent&apos;s decision for every track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/headless/headless_run.cpp" line="223"/>
        <source>the scores above, and the run&apos;s settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/headless/headless_run.cpp" line="224"/>
        <source>the graphs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/headless/headless_run.cpp" line="225"/>
        <source>sound and pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/headless/headless_run.cpp" line="229"/>
        <source>the run itself: open this folder with Tonewright to go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="57"/>
        <source>The trained agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="62"/>
        <source>Doing nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="64"/>
        <source>Random choices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="66"/>
        <source>The true inverse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="108"/>
        <source>Genre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="108"/>
        <source>Tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="119"/>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="190"/>
        <source>Spectrogram: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="196"/>
        <source>What the agent decided for %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="208"/>
        <source>Study</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="209"/>
        <source>Algorithm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="210"/>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="211"/>
        <source>Material</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="211"/>
        <source>%1, %2 tracks, content %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="218"/>
        <location filename="../app/report/report_page.cpp" line="260"/>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="219"/>
        <source>%1 episodes, %2 steps; went on after episode %3, for %4 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="221"/>
        <source>%1 episodes, %2 steps, %3 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="223"/>
        <source>Program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="224"/>
        <source>Libraries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="237"/>
        <source>en</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="237"/>
        <source>Tonewright report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="245"/>
        <source>How well the agent does on tracks that it never trained on, measured on the sound itself. Higher is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="253"/>
        <source>Listen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="253"/>
        <source>Raw is what the agent was given, processed is what it made of it, and the reference is what it was asked to sound like.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="261"/>
        <source>What the agent&apos;s choices were worth while it learned, episode by episode. Faint: each measurement; strong: smoothed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="263"/>
        <source>Facts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/report/report_page.cpp" line="264"/>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WorkbenchPanes</name>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="42"/>
        <source>Music</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="43"/>
        <source>Sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="44"/>
        <source>Decision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="45"/>
        <source>Why this decision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="46"/>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="47"/>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="48"/>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="74"/>
        <source>The genres and tracks of your music.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="75"/>
        <source>Open a folder of music</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="77"/>
        <source>The raw, processed and reference sound of the chosen track, as pictures to look through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="81"/>
        <source>What the agent decided for the chosen track.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="83"/>
        <source>What the agent saw of the chosen track, how it liked each setting, and what it expects.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="87"/>
        <source>How the agent gets better, episode by episode, while it trains.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="88"/>
        <source>Start training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="102"/>
        <source>Tear off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/workbench_panes.cpp" line="106"/>
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
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="44"/>
        <source>Left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="166"/>
        <source>Files that can&apos;t be used, each with the reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="168"/>
        <source>%n file(s) left out</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="169"/>
        <source>%1, %n track(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="178"/>
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="196"/>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="182"/>
        <source>A given pair: the corpus brings its own raw version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="185"/>
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
        <location filename="../widgets/corpus_tree/corpus_tree.cpp" line="160"/>
        <source>No tracks yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_tree.cpp" line="163"/>
        <source>%n track(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_tree.cpp" line="165"/>
        <source>, %n file(s) left out</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_tree.cpp" line="168"/>
        <source> · %n held out (eye): never trained on</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tonewright::DecisionInsightView</name>
    <message>
        <location filename="../widgets/decision_insight/decision_insight_view.cpp" line="93"/>
        <source>How the decision came about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/decision_insight_view.cpp" line="115"/>
        <location filename="../widgets/decision_insight/decision_insight_view.cpp" line="117"/>
        <source>What it saw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/decision_insight_view.cpp" line="115"/>
        <source>All that the agent knew of this item when it decided.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/decision_insight_view.cpp" line="138"/>
        <source>This agent doesn&apos;t tell how it liked the values that it didn&apos;t choose.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/decision_insight_view.cpp" line="149"/>
        <source>What it expects to gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/decision_insight_view.cpp" line="150"/>
        <source>What the agent thinks its choice is worth, beside what the choice earns as far as the training environment can tell.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::DecisionTable</name>
    <message>
        <location filename="../widgets/eq_curve/decision_table.cpp" line="33"/>
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
        <source>Gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/eq_curve/eq_curve_view.cpp" line="47"/>
        <source>Applied response of the equaliser</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::ExpectationView</name>
    <message>
        <location filename="../widgets/decision_insight/expectation_view.cpp" line="34"/>
        <source>These two can&apos;t be compared moment by moment, so there is nothing to earn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/expectation_view.cpp" line="36"/>
        <source>This agent doesn&apos;t predict what its choice is worth.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/expectation_view.cpp" line="38"/>
        <source>It expects %1 on a scale of its own, which can&apos;t be compared with the estimate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/expectation_view.cpp" line="44"/>
        <source>It judges its choice about right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/expectation_view.cpp" line="46"/>
        <source>It hopes for %1 more than its choice is worth.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/expectation_view.cpp" line="47"/>
        <source>Its choice is worth %1 more than it expects.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/expectation_view.cpp" line="51"/>
        <location filename="../widgets/decision_insight/expectation_view.cpp" line="54"/>
        <source>The agent expects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/expectation_view.cpp" line="51"/>
        <location filename="../widgets/decision_insight/expectation_view.cpp" line="55"/>
        <source>Estimate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/expectation_view.cpp" line="56"/>
        <source>What the training environment makes of the choice, without rendering sound. The exact figure is in the result pane.</source>
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
    <name>tonewright::GroupHeading</name>
    <message>
        <location filename="../widgets/parameter_form/group_heading.cpp" line="85"/>
        <source>Fold this group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/parameter_form/group_heading.cpp" line="85"/>
        <location filename="../widgets/parameter_form/group_heading.cpp" line="87"/>
        <source>Show the settings of this group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/parameter_form/group_heading.cpp" line="96"/>
        <location filename="../widgets/parameter_form/group_heading.cpp" line="122"/>
        <source>%1 changed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::MainWindow</name>
    <message>
        <location filename="../app/window/main_window.cpp" line="45"/>
        <source>Tonewright</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="68"/>
        <source>Open a folder of music</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="71"/>
        <source>Open an audio file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="74"/>
        <source>Open a project folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="201"/>
        <source>Changed settings need a new run (Shift+F5).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="221"/>
        <location filename="../app/window/main_window.cpp" line="360"/>
        <source>Written: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../app/window/main_window.cpp" line="254"/>
        <source>%n file(s) can&apos;t be used: the list at the left says why.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="270"/>
        <source>%1 – Tonewright</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="327"/>
        <source>Listening to %1 …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="349"/>
        <source>Export the processed sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="349"/>
        <source>%1-processed.wav</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="349"/>
        <source>WAV (*.wav)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="373"/>
        <source>Export the data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="373"/>
        <source>dataset.csv</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="373"/>
        <source>Table (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window.cpp" line="383"/>
        <source>Saving the run. The window closes by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="44"/>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="52"/>
        <source>&amp;Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="56"/>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="60"/>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="62"/>
        <source>Menus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="67"/>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="75"/>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/main_window_layout.cpp" line="80"/>
        <source>Player</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::MessageBar</name>
    <message>
        <location filename="../app/window/message_bar.cpp" line="20"/>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/message_bar.cpp" line="27"/>
        <source>Kind of message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/message_bar.cpp" line="33"/>
        <location filename="../app/window/message_bar.cpp" line="34"/>
        <source>Close the message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::OwnSoundDialog</name>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="32"/>
        <source>Process your own track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="38"/>
        <source>The trained agent that comes with Tonewright listens to two files and decides at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="41"/>
        <source>&amp;Track as it sounds now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="41"/>
        <source>The file to be processed; it is never changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="42"/>
        <source>&amp;What it should sound like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="42"/>
        <source>The file whose sound is wanted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="43"/>
        <source>It is the &amp;same music: another take, mix or master</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="44"/>
        <source>Several attempts are made and compared with it exactly; the best one is taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="45"/>
        <source>It is &amp;another piece: match its sound on the whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="46"/>
        <source>Only the long-term balance of low and high is matched; there is no score.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="50"/>
        <source>&amp;Amount</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="53"/>
        <source> %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="54"/>
        <source>100 % is all that the agent would do; less is gentler.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="55"/>
        <source>Amount</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="68"/>
        <source>&amp;Process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="94"/>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="100"/>
        <source>Browse: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/own_sound_dialog.cpp" line="125"/>
        <source>There is no file %1.</source>
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
        <location filename="../widgets/parameter_form/parameter_form.cpp" line="71"/>
        <source>%1 … %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/parameter_form/parameter_form.cpp" line="75"/>
        <source>%1, range %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/parameter_form/parameter_form.cpp" line="187"/>
        <source>Back to the default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/parameter_form/parameter_form.cpp" line="188"/>
        <source>%1: back to the default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/parameter_form/parameter_form.cpp" line="231"/>
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
        <location filename="../widgets/plot/plot_widget_private.cpp" line="169"/>
        <source>%1: %2 at %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/plot/plot_widget_private.cpp" line="173"/>
        <source>No data yet.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::PreferenceBoard</name>
    <message>
        <location filename="../widgets/decision_insight/preference_board.cpp" line="91"/>
        <source>How it liked each value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/preference_board.cpp" line="92"/>
        <source>Every setting over all values that it could have taken. Point at a strip, or go there by Tab, to read single values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/preference_board.cpp" line="129"/>
        <source>&lt;p&gt;&lt;b&gt;%1, %2&lt;/b&gt;&lt;/p&gt;&lt;p&gt;How much the agent liked each value: the higher, the more. Every strip has its own scale. %3&lt;/p&gt;&lt;p&gt;%4&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/preference_board.cpp" line="198"/>
        <source>▼ chosen  △ second best  ▮ probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/preference_board.cpp" line="199"/>
        <source>▼ chosen  △ second best  ▮ advantage</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::PreferenceStrip</name>
    <message>
        <location filename="../widgets/decision_insight/preference_strip.cpp" line="99"/>
        <source>chosen %1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/preference_strip.cpp" line="102"/>
        <source>%1, no other value possible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/preference_strip.cpp" line="103"/>
        <source>%1, second best %2 (%3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/preference_strip.cpp" line="112"/>
        <source>%1, %2: %3, %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/preference_strip.cpp" line="114"/>
        <source>probability %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/preference_strip.cpp" line="115"/>
        <source>advantage %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/decision_insight/preference_strip.cpp" line="120"/>
        <source>%1, %2: preferences</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::ResultView</name>
    <message>
        <location filename="../app/window/result_view.cpp" line="49"/>
        <source>Held-out tracks, mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="50"/>
        <source>Check on held-out tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="52"/>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="79"/>
        <source>Lets the agent decide on every track that it never trained on and scores the sound exactly, beside random choices and doing nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="141"/>
        <source>another piece: there is no score, only what you hear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="145"/>
        <source>estimate, until the sound is ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="146"/>
        <location filename="../app/window/result_view.cpp" line="157"/>
        <source>not trained yet: its first guess</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="159"/>
        <source>of the sound you hear; further away than before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="161"/>
        <source>of the sound you hear; 0 = no change, 1 = the reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/result_view.cpp" line="184"/>
        <source>Choose a track at the left.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tonewright::RunStatusLine</name>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="32"/>
        <source>State of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="43"/>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="84"/>
        <source>Nothing open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="86"/>
        <source>Preparing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="88"/>
        <source>Ready: press Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="90"/>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="92"/>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="94"/>
        <source>Checking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="96"/>
        <location filename="../app/window/run_status_line.cpp" line="107"/>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="98"/>
        <source>Saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="100"/>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="123"/>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="152"/>
        <source>episode %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="154"/>
        <source>%1 steps/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="157"/>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/run_status_line.cpp" line="161"/>
        <source>%1 %2</source>
        <comment>a metric&apos;s name and its value</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../app/window/run_status_line.cpp" line="163"/>
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
        <location filename="../app/window/settings_view.cpp" line="30"/>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="33"/>
        <source>Train for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="34"/>
        <source>min</source>
        <comment>minutes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="37"/>
        <source>Training ends by itself after this time; 0 trains until you press Stop. Pauses don&apos;t count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="45"/>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="47"/>
        <source>Where the run&apos;s random choices begin. The same seed and settings give the same run again; compare several seeds before you believe a difference.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="61"/>
        <source>Settings of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="62"/>
        <source>A&amp;gent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="64"/>
        <source>Agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app/window/settings_view.cpp" line="65"/>
        <source>Agents to choose from</source>
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
        <location filename="../widgets/training_graphs/training_graphs.cpp" line="90"/>
        <source>Episode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/training_graphs/training_graphs.cpp" line="99"/>
        <source>Each episode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/training_graphs/training_graphs.cpp" line="201"/>
        <location filename="../widgets/training_graphs/training_graphs.cpp" line="210"/>
        <source>Smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../widgets/training_graphs/training_graphs.cpp" line="202"/>
        <source>How strongly the bright line is smoothed. Behind it, faint, every episode; where they lie too close to tell apart, a band that holds the middle 80 % of them, and their extremes fainter still. Zoom in to see each.</source>
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
