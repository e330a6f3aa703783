// Each widget alone on synthetic data, to look at: widget_gallery [--widget NAME] [--theme dark|light]
// [--size WxH] [--pointer X,Y] [--screenshot FILE]. Not a test. "generated" shows the data set in the folder that
// TONEWRIGHT_GALLERY_SET names.

#include <QtCore/QCommandLineParser>
#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>
#include <QtGui/QMouseEvent>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QRadioButton>
#include <QtWidgets/QSlider>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QToolButton>
#include <array>
#include <functional>
#include <map>

#include "core/dsp/equaliser.h"
#include "core/eq_exchange/biquad_chain.h"
#include "tests/widgets/synthetic.h"
#include "widgets/abc_player/abx_dialog.h"
#include "widgets/abc_player/transport_bar.h"
#include "widgets/abc_player/transport_shortcuts.h"
#include "widgets/corpus_tree/corpus_tree.h"
#include "widgets/dataset_pane/dataset_preview.h"
#include "widgets/dataset_pane/dataset_view.h"
#include "widgets/dataset_pane/feature_page.h"
#include "widgets/dataset_pane/intake_report.h"
#include "widgets/dataset_pane/setting_comparison.h"
#include "widgets/dataset_pane/track_table.h"
#include "widgets/decision_insight/decision_insight_view.h"
#include "widgets/episodes/episode_details.h"
#include "widgets/episodes/episode_inspector.h"
#include "widgets/episodes/episode_table.h"
#include "widgets/eq_curve/eq_curve_view.h"
#include "widgets/eq_curve/eq_editor.h"
#include "widgets/parameter_form/parameter_form.h"
#include "widgets/spectrogram/spectrogram_controls.h"
#include "widgets/spectrogram/spectrogram_figure.h"
#include "widgets/spectrogram/spectrogram_panel.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"
#include "widgets/style/role.h"
#include "widgets/training_graphs/training_graphs.h"

using namespace tonewright;

namespace
{

constexpr double kSampleRate = 44100;

/// Eight seconds of something like music: chords with harmonics, a bass, a drum on every half second.
Clip music()
{
    Clip clip{int(kSampleRate), std::vector<float>(std::size_t(8 * kSampleRate))};
    Rng rng(3);
    const double chords[4][4] = {{110, 220, 277, 330}, {98, 196, 247, 294}, {87, 175, 220, 262}, {82, 165, 208, 247}};
    for (std::size_t n = 0; n < clip.samples.size(); ++n) {
        const double t = double(n) / kSampleRate;
        const double beat = std::fmod(t, 0.5);
        double value = 0;
        for (const double note : chords[std::size_t(t / 2) % 4])
            for (int k = 1; k <= 12; ++k)
                value += 0.05 / k * std::exp(-1.5 * beat * k / 3) * std::sin(2 * M_PI * note * k * t);
        value += 0.25 * std::exp(-30 * beat) * rng.normal() + 0.001 * rng.normal();
        clip.samples[n] = float(0.6 * value);
    }
    return clip;
}

dsp::Equaliser distortion()
{
    dsp::Equaliser eq;
    eq.bands[0].gainDb = -5;
    eq.bands[1].gainDb = 4;
    eq.bands[2].gainDb = -4;
    eq.bands[3].gainDb = -6;
    return eq;
}

dsp::Equaliser cure(double amount)
{
    dsp::Equaliser eq = distortion();
    for (dsp::Band &band : eq.bands)
        band.gainDb *= -amount;
    return eq;
}

Clip through(const Clip &clip, const dsp::Equaliser &eq)
{
    return {clip.sampleRate, dsp::applyEqualiser(clip.samples, eq, clip.sampleRate)};
}

ResponseCurves curves()
{
    ResponseCurves made;
    const char *const names[] = {"Low shelf", "Low peak", "High peak", "High shelf"};
    std::vector<double> hertz;
    for (int i = 0; i <= 400; ++i)
        hertz.push_back(20 * std::pow(1000.0, i / 400.0));
    dsp::Equaliser chosen = cure(0.8);
    chosen.bands[1].frequencyHz = 1900;
    made.total = {"Agent", hertz, dsp::responseDb(chosen, hertz, kSampleRate)};
    made.ideal = Curve{"Undoes the distortion", hertz, dsp::responseDb(cure(1), hertz, kSampleRate)};
    for (std::size_t i = 0; i < 4; ++i) {
        const dsp::Band &band = chosen.bands[i];
        made.bands.push_back({names[i], hertz, dsp::bandResponseDb(band, chosen.mode, hertz, kSampleRate)});
        made.decision.push_back({names[i], "frequency", band.frequencyHz, "Hz"});
        made.decision.push_back({names[i], "gain", band.gainDb, "dB"});
        made.decision.push_back({names[i], "Q", band.q, ""});
    }
    return made;
}

QWidget *spectrograms()
{
    auto *panel = new SpectrogramPanel;
    const Clip reference = music();
    const Clip raw = through(reference, distortion());
    panel->setClip(AudioRole::Reference, synthetic::share(reference));
    panel->setClip(AudioRole::Processed, synthetic::share(through(raw, cure(0.8))));
    panel->setClip(AudioRole::Raw, synthetic::share(raw));
    panel->setLoopRegion(TimeRange{2, 5});
    panel->setPlayhead(3.2);
    panel->setActiveRole(AudioRole::Processed);
    auto *pane = new Pane(QStringLiteral("Sound"), panel);
    pane->header()->setDetail(QStringLiteral("blues/crossroads, 8.0 s"));
    auto *controls = new SpectrogramControls(*panel);
    pane->header()->addControl(controls);
    controls->fillMenu(*pane->header()->menu());
    return pane;
}

/// With the difference, a selection, another axis and map.
QWidget *difference()
{
    QWidget *pane = spectrograms();
    auto *panel = pane->findChild<SpectrogramPanel *>();
    panel->setDifferenceShown(true);
    SpectrogramSettings settings = panel->settings();
    settings.scale = FrequencyScale::Mel;
    settings.minimumHz = 0;
    settings.autoLevels = true;
    settings.differenceDb = 12;
    panel->setSettings(settings);
    panel->setLoopRegion(std::nullopt);
    panel->setSelection(SpectrogramSelection{{2.2, 4.1}, {800, 3000}});
    return pane;
}

QWidget *eqCurve()
{
    auto *view = new EqCurveView;
    view->setCurves(curves());
    return new Pane(QStringLiteral("Decision"), view);
}

/// An equaliser to change by hand, over the spectra of what it is for.
QWidget *eqEditor(double sampleRate)
{
    struct Editor : QWidget {
        QUndoStack undo;
        EqDocument document{undo};
        EqEditor editor{document, this};
        void resizeEvent(QResizeEvent *) override { editor.setGeometry(rect()); }
    };
    auto *made = new Editor;
    const Clip reference = music();
    const Clip raw = through(reference, distortion());
    EqualiserSetting setting{{}, 2, sampleRate};
    for (const dsp::Band &band : cure(0.8).bands)
        setting.bands.push_back(eq_exchange::toSettingBand(band));
    made->document.setAgent(setting);
    EqEdit edit = made->document.edit();
    edit.setting.bands[1].frequencyHz = 1900;
    edit.states[2].muted = true;
    made->document.apply(QStringLiteral("Edit"), edit);
    made->editor.setSpectra(
        {dsp::averageSpectrum(raw.samples, sampleRate), dsp::averageSpectrum(reference.samples, sampleRate)});
    made->editor.setScores(QStringLiteral("Reward 0.583"), {});
    return new Pane(QStringLiteral("Equaliser"), made);
}

QWidget *insight(PreferenceScores scores)
{
    auto *view = new DecisionInsightView;
    view->setReward(synthetic::metrics().front());
    view->setInsight(synthetic::insight(scores), 0.58);
    auto *pane = new Pane(QStringLiteral("Why"), view);
    pane->header()->setDetail(QStringLiteral("blues/crossroads"));
    return pane;
}

QWidget *graphs()
{
    auto *graphs = new TrainingGraphs;
    graphs->setSpecs(synthetic::metrics(), synthetic::views());
    graphs->append(synthetic::learningRun(3000));
    return new Pane(QStringLiteral("Training"), graphs);
}

QWidget *corpusTree()
{
    auto *tree = new CorpusTree;
    tree->setCorpus(synthetic::corpus());
    tree->setHeldOut({QStringLiteral("jazz/jazz.00001"), QStringLiteral("rock/rock.00000")});
    tree->selectKey(QStringLiteral("blues/crossroads"));
    return new Pane(QStringLiteral("Music"), tree);
}

/// A data set of ten genres, open at one of its pages.
QWidget *dataset(DatasetPage page)
{
    auto *view = new DatasetView;
    Rng rng(11);
    std::vector<TrackEntry> tracks;
    std::vector<TrackMeasure> measures;
    std::vector<float> centroids;
    const char *const genres[] = {"blues", "classical", "country", "disco",  "hiphop",
                                  "jazz",  "metal",     "pop",     "reggae", "rock"};
    for (int i = 0; i < 200; ++i) {
        TrackEntry track;
        track.genre = QLatin1String(genres[i / 20]);
        track.name = QStringLiteral("%1.%2").arg(track.genre).arg(i % 20, 5, 10, QLatin1Char('0'));
        track.key = track.genre + QLatin1Char('/') + track.name;
        track.file = QStringLiteral("/music/%1.wav").arg(track.key);
        track.pair = i % 20 == 3;
        track.heldOut = i % 5 == 0;
        track.seconds = 30 + 0.1 * (i % 7);
        track.sampleRate = i % 20 == 2 ? 22050 : 44100;
        track.channels = 1 + i % 2;
        if (track.sampleRate == 22050)
            track.problem = QStringLiteral("its rate is 22.05 kHz, that of most tracks 44.1 kHz");
        tracks.push_back(track);
        centroids.push_back(float(1500 + 150 * (i / 20) + 300 * rng.normal()));
        if (i < 150)
            measures.push_back({i, -std::abs(rng.normal()), -14 + 2 * rng.normal(),
                                i % 20 == 4 ? QStringLiteral("31 samples clipped") : QString()});
    }
    const TrackEntries entries = makeTrackEntries(std::move(tracks));
    view->tracks->setEntries(entries);
    view->tracks->setMeasures(measures);
    view->tracks->setProgress(QStringLiteral("Measuring 150 of 200"));
    view->tracks->setCurrentKey(QStringLiteral("blues/blues.00003"));
    view->setLeftOutCount(2);
    view->leftOut->setEntries(
        {{QStringLiteral("jazz/jazz.00054.wav"), QStringLiteral("ends before its header says: 3.1 of 30.0 s.")},
         {QStringLiteral("rock/silence.wav"), QStringLiteral("is silent: its peak is 0 of full scale.")},
         {QStringLiteral("rock/rock.00002.wav"), QStringLiteral("its rate is 22.05 kHz, that of most tracks 44.1 kHz"),
          true}});
    view->features->setFeatures({{QStringLiteral("Centroid"), QStringLiteral("Hz"),
                                  QStringLiteral("The spectrum's centre of gravity: how bright it sounds."), true}});
    view->features->setTracks(200);
    view->features->setHistograms(histogramsOf(centroids, *entries));
    view->features->setMark(2100);
    const auto settingOf = [](const dsp::Equaliser &eq) {
        EqualiserSetting setting{{}, 2, kSampleRate};
        for (const dsp::Band &band : eq.bands)
            setting.bands.push_back(eq_exchange::toSettingBand(band));
        return setting;
    };
    view->distortion->setSettings(settingOf(cure(1)), settingOf(cure(0.8)));
    if (const QByteArray folder = qgetenv("TONEWRIGHT_GALLERY_SET"); !folder.isEmpty())
        view->generated->openFolder(folder.toStdString());
    view->showPage(page);
    auto *pane = new Pane(QStringLiteral("Data set"), view);
    view->fillMenu(*pane->header()->menu());
    return pane;
}

QWidget *parameterForm()
{
    auto *form = new ParameterForm;
    form->setSchema(synthetic::schema());
    ParameterSet changed;
    changed.set("batch_size", std::int64_t{128});
    if (!form->setValues(changed))
        qFatal("the gallery's own value was refused");
    return new Pane(QStringLiteral("Settings"), form);
}

QWidget *emptyPanes()
{
    auto *splitter = new HairlineSplitter(Qt::Horizontal);
    auto *sound = new Pane(QStringLiteral("Sound"), new QWidget);
    sound->emptyState()->setIcon(Icon::Spectrogram);
    sound->emptyState()->setSentence(QStringLiteral("Choose a track at the left to see and hear it."));
    sound->emptyState()->setAction(QStringLiteral("Open a folder of music"));
    sound->setEmpty(true);
    splitter->addWidget(sound);
    splitter->addWidget(new SpectrogramPanel);
    return splitter;
}

QWidget *controls()
{
    auto *page = new QWidget;
    auto *grid = new QGridLayout(page);
    auto *icons = new QHBoxLayout;
    for (int i = 0; i <= int(Icon::Fit); ++i) {
        auto *button = new QToolButton;
        button->setIcon(icon(Icon(i)));
        button->setAutoRaise(true);
        button->setCheckable(true);
        button->setChecked(i == int(Icon::Loop));
        button->setEnabled(i != int(Icon::Record));
        icons->addWidget(button);
    }
    grid->addLayout(icons, 0, 0, 1, 4);
    auto *start = new QPushButton(QStringLiteral("Start"));
    start->setProperty("primary", true);
    auto *disabled = new QPushButton(QStringLiteral("Disabled"));
    disabled->setEnabled(false);
    grid->addWidget(start, 1, 0);
    grid->addWidget(new QPushButton(QStringLiteral("Plain")), 1, 1);
    grid->addWidget(disabled, 1, 2);
    auto *combo = new QComboBox;
    combo->addItems({QStringLiteral("zero_phase"), QStringLiteral("causal")});
    grid->addWidget(combo, 1, 3);
    auto *box = new QCheckBox(QStringLiteral("Checked"));
    box->setChecked(true);
    grid->addWidget(box, 2, 0);
    grid->addWidget(new QCheckBox(QStringLiteral("Unchecked")), 2, 1);
    auto *spin = new QDoubleSpinBox;
    spin->setSuffix(QStringLiteral(" dB"));
    grid->addWidget(spin, 2, 2);
    auto *line = new QLineEdit;
    line->setPlaceholderText(QStringLiteral("Find a track"));
    grid->addWidget(line, 2, 3);
    auto *slider = new QSlider(Qt::Horizontal);
    slider->setValue(40);
    grid->addWidget(slider, 3, 0, 1, 2);
    auto *progress = new QProgressBar;
    progress->setValue(42);
    grid->addWidget(progress, 3, 2, 1, 2);
    auto *tabs = new QTabBar;
    tabs->addTab(QStringLiteral("Curve"));
    tabs->addTab(QStringLiteral("Numbers"));
    grid->addWidget(tabs, 4, 0, 1, 2);
    auto *roles = new QLabel;
    QString text;
    for (const AudioRole role : kAbcSources)
        text += QStringLiteral("<b style='color:%1'>%2</b> ")
                    .arg(themeOf(page->palette()).colour(roleTextInk(role)).name(), roleName(role));
    roles->setText(text);
    grid->addWidget(roles, 4, 2, 1, 2);
    auto *app = new QLabel;
    app->setPixmap(applicationIcon().pixmap(64, 64));
    grid->addWidget(app, 5, 0);
    grid->setRowStretch(6, 1);
    return page;
}

/// The reports' pictures, as files would hold them.
QWidget *reports()
{
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    const ThemeKind kind = themeOf(page->palette()).kind;
    SpectrogramImageOptions options;
    options.title = roleName(AudioRole::Raw);
    options.titleInk = roleTextInk(AudioRole::Raw);
    options.theme = kind;
    options.pixelRatio = page->devicePixelRatioF();
    const std::vector<EpisodeRecord> run = synthetic::learningRun(2000);
    for (const QImage &image : {renderSpectrogram(through(music(), distortion()), {900, 240}, options),
                                EqCurveView::render(curves(), {900, 300}, options.pixelRatio, kind),
                                TrainingGraphs::render(synthetic::metrics(), synthetic::views(), run, {900, 240},
                                                       options.pixelRatio, kind)}) {
        auto *label = new QLabel;
        label->setPixmap(QPixmap::fromImage(image));
        layout->addWidget(label);
    }
    return page;
}

/// The player with its three sounds, at a moment where something is heard.
AbcPlayer *loadedPlayer()
{
    auto *player = new AbcPlayer(qApp);
    const auto share = [](const Clip &clip) { return std::make_shared<const AudioBuffer>(toBuffer(clip)); };
    player->setSources({share(through(music(), distortion())),
                        share(through(through(music(), distortion()), cure(0.7))), share(music())});
    if (!QTest::qWaitFor([player] { return player->durationSeconds() > 0; }, 10000))
        qWarning("the player's sounds are not ready");
    player->seek(3.1);
    player->setLoopRegion(2, 5);
    player->setLooping(true);
    return player;
}

QWidget *transport()
{
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    AbcPlayer *player = loadedPlayer();
    auto *bar = new TransportBar(*player);
    layout->addWidget(bar);
    installTransportShortcuts(*player, page);
    bar->refreshKeys();
    bar->setLevelsShown(true);
    player->select(AbcSource::Processed);
    return page;
}

/// The three pages of a blind test, side by side.
QWidget *blindTest()
{
    auto *page = new QWidget;
    auto *layout = new QHBoxLayout(page);
    for (int shown = 0; shown < 3; ++shown) {
        auto *dialog =
            new AbxDialog(*loadedPlayer(), {1, QStringLiteral("blues"), QDir::tempPath().toStdString(), false});
        dialog->setWindowFlags(Qt::Widget);
        layout->addWidget(dialog);
        const auto press = [dialog](const char *name) {
            dialog->findChild<QAbstractButton *>(QStringLiteral("abx.") + QLatin1String(name))->click();
        };
        if (shown > 0)
            press("start");
        press("listen3");
        for (int i = 0; shown == 2 && i < AbxSetup().trials; ++i) {
            press("listen3");
            press((dialog->test()->x() == AbxTest::Side::A) != (i % 7 == 6) ? "isA" : "isB");
        }
    }
    return page;
}

QWidget *everything()
{
    auto *rows = new HairlineSplitter(Qt::Vertical);
    auto *columns = new HairlineSplitter(Qt::Horizontal);
    auto *middle = new HairlineSplitter(Qt::Vertical);
    middle->addWidget(spectrograms());
    middle->addWidget(eqCurve());
    middle->setSizes({420, 260});
    columns->addWidget(corpusTree());
    columns->addWidget(middle);
    columns->addWidget(parameterForm());
    columns->setSizes({220, 760, 300});
    rows->addWidget(columns);
    rows->addWidget(graphs());
    rows->setSizes({660, 220});
    return rows;
}

/// A run of 4,000 episodes, and one of them with two looks.
QWidget *episodes()
{
    auto *inspector = new EpisodeInspector;
    const std::vector<MetricSpec> metrics{{"reward", "Closer to the reference", "", "", -1, 1},
                                          {"exploring_reward", "While trying things out", "", "", -1, 1},
                                          {"best_reward", "Best attempt", "", "", -1, 1},
                                          {"loss", "Surprise", "", "", 0},
                                          {"epsilon", "Trying at random", "", "", 0, 1}};
    inspector->table()->setMetrics(metrics);
    Rng rng(5);
    std::vector<EpisodeRecord> records;
    const std::array genres{"blues", "classical", "disco", "jazz", "metal"};
    for (int i = 1; i <= 4000; ++i) {
        const std::string genre = genres[rng.below(genres.size())];
        const double reward = std::clamp(0.8 - std::exp(-i / 900.0) + 0.15 * rng.normal(), -1.0, 1.0);
        records.push_back(
            {.episode = i,
             .steps = 16 * i,
             .genre = genre,
             .item = genre + "/" + genre + ".0000" + std::to_string(rng.below(10)),
             .values = {reward, reward - 0.1, std::min(1.0, reward + 0.1), 0.3 / std::sqrt(i), std::nan("")}});
    }
    inspector->table()->append(records);
    EpisodeReplay replay{.episode = 3990, .track = records[3989].item, .itemKey = {}};
    replay.rewardThen = replay.rewardAgain = records[3989].values[0];
    for (int look = 0; look < 2; ++look) {
        EpisodeStep step;
        for (int i = 0; i < 3; ++i) {
            auto shown = std::make_shared<Preview>();
            shown->estimatedReward = replay.rewardThen - 0.04 * i - 0.1 * (1 - look);
            std::vector<DecisionChange> changes;
            if (i > 0)
                changes.push_back({"Low shelf", "applied gain", "dB", -6, -5});
            if (i > 1)
                for (const char *band : {"Low peak", "High peak", "High shelf"})
                    changes.push_back({band, "frequency", "Hz", 1800, 1900});
            const std::array labels{"Chosen", "Second best in one setting", "Second best in all settings"};
            step.choices.push_back({labels[std::size_t(i)], std::move(changes), std::move(shown)});
        }
        replay.steps.push_back(std::move(step));
    }
    QTimer::singleShot(400, inspector, [inspector, replay] {
        inspector->table()->choose(replay.episode);
        inspector->details()->setReplay(std::make_shared<const EpisodeReplay>(replay));
        inspector->details()->choices()[1]->setChecked(true);
        inspector->details()->setRendered(replay.rewardThen - 0.035);
    });
    return inspector;
}

const std::map<QString, std::pair<std::function<QWidget *()>, QSize>> &exhibits()
{
    static const std::map<QString, std::pair<std::function<QWidget *()>, QSize>> kExhibits{
        {QStringLiteral("all"), {everything, {1280, 900}}},
        {QStringLiteral("spectrogram"), {spectrograms, {900, 560}}},
        {QStringLiteral("difference"), {difference, {900, 700}}},
        {QStringLiteral("eq"), {eqCurve, {720, 400}}},
        {QStringLiteral("editor"), {[] { return eqEditor(kSampleRate); }, {1000, 320}}},
        {QStringLiteral("editor22"), {[] { return eqEditor(22050); }, {760, 250}}},
        {QStringLiteral("probabilities"), {[] { return insight(PreferenceScores::Probabilities); }, {860, 220}}},
        {QStringLiteral("advantages"), {[] { return insight(PreferenceScores::Advantages); }, {860, 220}}},
        {QStringLiteral("untold"), {[] { return insight(PreferenceScores::None); }, {860, 220}}},
        {QStringLiteral("graphs"), {graphs, {1100, 240}}},
        {QStringLiteral("corpus"), {corpusTree, {260, 420}}},
        {QStringLiteral("episodes"), {episodes, {1200, 260}}},
        {QStringLiteral("tracks"), {[] { return dataset(DatasetPage::Tracks); }, {1000, 300}}},
        {QStringLiteral("intake"), {[] { return dataset(DatasetPage::LeftOut); }, {1000, 300}}},
        {QStringLiteral("features"), {[] { return dataset(DatasetPage::Features); }, {1000, 300}}},
        {QStringLiteral("distortion"), {[] { return dataset(DatasetPage::Distortion); }, {1000, 300}}},
        {QStringLiteral("generated"), {[] { return dataset(DatasetPage::Generated); }, {1000, 300}}},
        {QStringLiteral("form"), {parameterForm, {320, 420}}},
        {QStringLiteral("player"), {transport, {1200, 140}}},
        {QStringLiteral("blind"), {blindTest, {1420, 480}}},
        {QStringLiteral("empty"), {emptyPanes, {900, 360}}},
        {QStringLiteral("controls"), {controls, {760, 320}}},
        {QStringLiteral("reports"), {reports, {920, 820}}},
    };
    return kExhibits;
}

void waitForPictures(QWidget *widget)
{
    QElapsedTimer waited;
    waited.start();
    do
        QTest::qWait(30);
    while (waited.elapsed() < 10000 && [&] {
        for (const SpectrogramView *view : widget->findChildren<SpectrogramView *>())
            if (view->isRendering())
                return true;
        return false;
    }());
}

}  // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    const QCommandLineOption which(QStringLiteral("widget"), QStringLiteral("Which one"), QStringLiteral("name"),
                                   QStringLiteral("all"));
    const QCommandLineOption colours(QStringLiteral("theme"), QStringLiteral("dark or light"), QStringLiteral("theme"),
                                     QStringLiteral("light"));
    const QCommandLineOption area(QStringLiteral("size"), QStringLiteral("Logical pixels"), QStringLiteral("WxH"));
    const QCommandLineOption file(QStringLiteral("screenshot"), QStringLiteral("Write a picture and end"),
                                  QStringLiteral("file"));
    const QCommandLineOption pointer(QStringLiteral("pointer"), QStringLiteral("Where the pointer is"),
                                     QStringLiteral("X,Y"));
    parser.addOptions({which, colours, area, file, pointer});
    parser.process(application);
    const auto found = exhibits().find(parser.value(which));
    if (found == exhibits().end()) {
        qWarning("Known widgets:");
        for (const auto &[name, exhibit] : exhibits())
            qWarning("  %s", qPrintable(name));
        return 2;
    }
    applyTheme(application, theme(parser.value(colours) == QLatin1String("dark") ? ThemeKind::Dark : ThemeKind::Light));
    const std::unique_ptr<QWidget> widget(found->second.first());
    const QStringList size = parser.value(area).split(QLatin1Char('x'));
    widget->resize(size.size() == 2 ? QSize(size[0].toInt(), size[1].toInt()) : found->second.second);
    widget->show();
    if (!parser.isSet(file))
        return application.exec();
    waitForPictures(widget.get());
    if (parser.value(which) == QLatin1String("episodes"))
        QTest::qWait(1000);  // they come by and by
    if (const QStringList place = parser.value(pointer).split(QLatin1Char(',')); place.size() == 2) {
        const QPoint at(place[0].toInt(), place[1].toInt());
        QWidget *under = widget->childAt(at);
        QMouseEvent move(QEvent::MouseMove, under->mapFrom(widget.get(), at), widget->mapToGlobal(at), Qt::NoButton,
                         Qt::NoButton, {});
        QApplication::sendEvent(under, &move);
    }
    return widget->grab().save(parser.value(file)) ? 0 : 4;
}
