<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB">
<context>
    <name>tonewright::CorpusModel</name>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="150"/>
        <source>%n file(s) left out</source>
        <translation>
            <numerusform>%n file left out</numerusform>
            <numerusform>%n files left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_model.cpp" line="151"/>
        <source>%1, %n track(s)</source>
        <translation>
            <numerusform>%1, %n track</numerusform>
            <numerusform>%1, %n tracks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tonewright::CorpusTree</name>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_tree.cpp" line="158"/>
        <source>%n track(s)</source>
        <translation>
            <numerusform>%n track</numerusform>
            <numerusform>%n tracks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_tree.cpp" line="160"/>
        <source>, %n file(s) left out</source>
        <translation>
            <numerusform>, %n file left out</numerusform>
            <numerusform>, %n files left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/corpus_tree/corpus_tree.cpp" line="163"/>
        <source> · %n held out (eye): never trained on</source>
        <translation>
            <numerusform> · %n held out (eye): never trained on</numerusform>
            <numerusform> · %n held out (eye): never trained on</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tonewright::MainWindow</name>
    <message numerus="yes">
        <location filename="../app/window/main_window.cpp" line="217"/>
        <source>%n file(s) can&apos;t be used: the list at the left says why.</source>
        <translation>
            <numerusform>%n file can&apos;t be used: the list at the left says why.</numerusform>
            <numerusform>%n files can&apos;t be used: the list at the left says why.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tonewright::RunStatusLine</name>
    <message numerus="yes">
        <location filename="../app/window/run_status_line.cpp" line="160"/>
        <source>Mean of the last %n episode(s). %1</source>
        <translation>
            <numerusform>Mean of the last %n episode. %1</numerusform>
            <numerusform>Mean of the last %n episodes. %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tonewright::TrackTable</name>
    <message numerus="yes">
        <location filename="../widgets/dataset_pane/track_table.cpp"/>
        <source>%n track(s)</source>
        <translation>
            <numerusform>%n track</numerusform>
            <numerusform>%n tracks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/dataset_pane/track_table.cpp"/>
        <source> · %n with remarks</source>
        <translation>
            <numerusform> · %n with remarks</numerusform>
            <numerusform> · %n with remarks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tonewright::FeaturePage</name>
    <message numerus="yes">
        <location filename="../widgets/dataset_pane/feature_page.cpp"/>
        <source>%n track(s) beyond the axis are in the outermost bars.</source>
        <translation>
            <numerusform>%n track beyond the axis is in the outermost bars.</numerusform>
            <numerusform>%n tracks beyond the axis are in the outermost bars.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/dataset_pane/feature_page.cpp"/>
        <source>%n track(s) have no value yet.</source>
        <translation>
            <numerusform>%n track has no value yet.</numerusform>
            <numerusform>%n tracks have no value yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/dataset_pane/feature_page.cpp"/>
        <source>Compute features of %n track(s)</source>
        <translation>
            <numerusform>Compute features of %n track</numerusform>
            <numerusform>Compute features of %n tracks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tonewright::IntakeReport</name>
    <message numerus="yes">
        <location filename="../widgets/dataset_pane/intake_report.cpp"/>
        <source>%n file(s) left out</source>
        <translation>
            <numerusform>%n file left out</numerusform>
            <numerusform>%n files left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../widgets/dataset_pane/intake_report.cpp"/>
        <source>, %n used though unlike the others</source>
        <translation>
            <numerusform>, %n used though unlike the others</numerusform>
            <numerusform>, %n used though unlike the others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrackMeasurer</name>
    <message numerus="yes">
        <location filename="../app/dataset/track_measurer.cpp"/>
        <source>%n sample(s) clipped</source>
        <translation>
            <numerusform>%n sample clipped</numerusform>
            <numerusform>%n samples clipped</numerusform>
        </translation>
    </message>
</context>
</TS>
