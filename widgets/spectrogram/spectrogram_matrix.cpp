#include "widgets/spectrogram/spectrogram_matrix.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <functional>

#include "core/base/atomic_file.h"
#include "core/base/json.h"
#include "core/base/npz_writer.h"

namespace tonewright
{

namespace
{

constexpr auto kLevelScale = "dBFS, a full-scale sine reads 0";
constexpr auto kDifferenceScale = "dB, difference of two levels";

std::string shapeName(dsp::WindowShape shape)
{
    switch (shape) {
    case dsp::WindowShape::Hann:
        return "hann";
    case dsp::WindowShape::Hamming:
        return "hamming";
    case dsp::WindowShape::Blackman:
        return "blackman";
    case dsp::WindowShape::Rectangular:
        break;
    }
    return "boxcar";  // SciPy's name
}

/// The rows and columns of an extract.
class Matrix
{
public:
    static Result<Matrix> of(const MatrixExtract &extract)
    {
        if (!extract.sound)
            return fail(ErrorCode::InvalidArgument, "there is no sound to export. Choose a track first.");
        const SpectrogramSound &sound = *extract.sound;
        if (extract.minus &&
            (extract.minus->analysis() != sound.analysis() || extract.minus->sampleRate() != sound.sampleRate()))
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("the two sounds have {} and {} Hz: their bins can't be subtracted. Export them "
                                    "one by one.",
                                    sound.sampleRate(), extract.minus->sampleRate()));
        Matrix matrix(extract);
        const std::int64_t frames = extract.minus ? std::min(sound.frames(), extract.minus->frames()) : sound.frames();
        matrix.m_firstFrame = std::max<std::int64_t>(0, index(extract.time.begin / sound.frameSeconds()));
        matrix.m_endFrame =
            std::min(frames, std::int64_t(std::floor(extract.time.end / sound.frameSeconds() + 1e-9)) + 1);
        matrix.m_firstBin = int(std::max<std::int64_t>(0, index(extract.frequencies.minimumHz / sound.binHz())));
        matrix.m_endBin =
            std::min(sound.bins(), int(std::floor(extract.frequencies.maximumHz / sound.binHz() + 1e-9)) + 1);
        if (matrix.rows() == 0 || matrix.columns() == 0)
            return fail(ErrorCode::InvalidArgument,
                        "the part to export holds no frame or no bin of the sound. Choose a larger one.");
        return matrix;
    }

    [[nodiscard]] std::size_t rows() const { return std::size_t(std::max<std::int64_t>(0, m_endFrame - m_firstFrame)); }
    [[nodiscard]] std::size_t columns() const { return std::size_t(std::max(0, m_endBin - m_firstBin)); }
    [[nodiscard]] double seconds(std::size_t row) const
    {
        return double(m_firstFrame + std::int64_t(row)) * sound().analysis().hopSamples / sound().sampleRate();
    }
    [[nodiscard]] double hertz(std::size_t column) const { return (m_firstBin + double(column)) * sound().binHz(); }
    [[nodiscard]] const SpectrogramSound &sound() const { return *m_extract.sound; }
    [[nodiscard]] std::string scale() const { return m_extract.minus ? kDifferenceScale : kLevelScale; }
    [[nodiscard]] const std::string &title() const { return m_extract.title; }

    Result<void> forEachRow(const std::function<void(std::size_t, std::span<const float>)> &take,
                            const std::stop_token &stop) const
    {
        std::vector<float> row(columns());
        TilePtr tile, minus;
        for (std::int64_t frame = m_firstFrame; frame < m_endFrame; ++frame) {
            const std::int64_t index = frame / kTileFrames;
            if (!tile || frame % kTileFrames == 0) {
                tile = m_extract.sound->tile(0, index, TileDetail::Sharp, stop);
                minus = m_extract.minus ? m_extract.minus->tile(0, index, TileDetail::Sharp, stop) : nullptr;
            }
            if (!tile || (m_extract.minus && !minus))
                return failure(stop);
            const std::int16_t *levels = tile->frame(int(frame % kTileFrames)) + m_firstBin;
            for (std::size_t i = 0; i < row.size(); ++i)
                row[i] = float(levels[i]) / 100;
            if (minus) {
                const std::int16_t *other = minus->frame(int(frame % kTileFrames)) + m_firstBin;
                for (std::size_t i = 0; i < row.size(); ++i)
                    row[i] = float(int(levels[i]) - int(other[i])) / 100;
            }
            take(std::size_t(frame - m_firstFrame), row);
        }
        return {};
    }

private:
    explicit Matrix(const MatrixExtract &extract) : m_extract(extract) {}
    static std::int64_t index(double position) { return std::int64_t(std::ceil(position - 1e-9)); }
    [[nodiscard]] Result<void> failure(const std::stop_token &stop) const
    {
        if (!stop.stop_requested())
            for (const SoundPtr &sound : {m_extract.sound, m_extract.minus})
                if (sound && sound->error())
                    return fail(*sound->error());
        return fail(ErrorCode::Cancelled, "was stopped; nothing was written.");
    }

    MatrixExtract m_extract;
    std::int64_t m_firstFrame = 0, m_endFrame = 0;
    int m_firstBin = 0, m_endBin = 0;
};

using Writer = std::function<Result<void>(std::ostream &)>;

Result<void> writeTo(const std::filesystem::path &file, const Writer &write)
{
    return replaceFile(file, [&](const std::filesystem::path &temporary) -> Result<void> {
        std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
        if (auto written = write(stream); !written)
            return written;
        stream.flush();
        if (!stream)
            return fail(ErrorCode::Unwritable, "can't be written. Choose another place or free some space.",
                        file.string());
        return {};
    });
}

Result<void> writeCsv(const Matrix &matrix, std::ostream &stream, const std::stop_token &stop)
{
    const SpectrogramAnalysis &analysis = matrix.sound().analysis();
    std::string title = matrix.title();
    std::replace_if(
        title.begin(), title.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    stream << fmt::format("# title={}\n# fs_hz={}\n# hop_samples={}\n# window_samples={}\n# window={}\n# scale={}\n",
                          title, matrix.sound().sampleRate(), analysis.hopSamples, analysis.windowSamples,
                          shapeName(analysis.window), matrix.scale());
    stream << "time_s";
    for (std::size_t column = 0; column < matrix.columns(); ++column)
        stream << fmt::format(",{:.10g}", matrix.hertz(column));
    stream << '\n';
    fmt::memory_buffer line;
    return matrix.forEachRow(
        [&](std::size_t row, std::span<const float> levels) {
            line.clear();
            fmt::format_to(std::back_inserter(line), "{:.10g}", matrix.seconds(row));
            for (const float level : levels)
                fmt::format_to(std::back_inserter(line), ",{:.2f}", level);
            line.push_back('\n');
            stream.write(line.data(), std::streamsize(line.size()));
        },
        stop);
}

Result<void> writeNpz(const Matrix &matrix, std::ostream &stream, const std::stop_token &stop)
{
    if (!NpzWriter::fits(std::uint64_t(matrix.rows()) * matrix.columns() * sizeof(float)))
        return fail(ErrorCode::InvalidArgument,
                    "the part is too large for one file (4 GB). Choose a smaller one or a longer window.");
    std::vector<double> times(matrix.rows()), frequencies(matrix.columns());
    for (std::size_t row = 0; row < times.size(); ++row)
        times[row] = matrix.seconds(row);
    for (std::size_t column = 0; column < frequencies.size(); ++column)
        frequencies[column] = matrix.hertz(column);
    NpzWriter npz(stream);
    npz.add("fs", std::int64_t(matrix.sound().sampleRate()));
    npz.add("hop", std::int64_t(matrix.sound().analysis().hopSamples));
    npz.add("window", std::int64_t(matrix.sound().analysis().windowSamples));
    npz.add("window_shape", shapeName(matrix.sound().analysis().window));
    npz.add("scale", matrix.scale());
    npz.add("title", matrix.title());
    npz.add("times_s", {times.size()}, times);
    npz.add("frequencies_hz", {frequencies.size()}, frequencies);
    npz.begin("levels_db", "<f4", {matrix.rows(), matrix.columns()});
    auto written =
        matrix.forEachRow([&](std::size_t, std::span<const float> levels) { npz.append(std::as_bytes(levels)); }, stop);
    if (written)
        npz.finish();
    return written;
}

Result<void> writeNpyWithParameters(const Matrix &matrix, const std::filesystem::path &file,
                                    const std::stop_token &stop)
{
    auto written = writeTo(file, [&](std::ostream &stream) {
        stream << npyHeader("<f4", {matrix.rows(), matrix.columns()});
        return matrix.forEachRow(
            [&](std::size_t, std::span<const float> levels) {
                stream.write(reinterpret_cast<const char *>(levels.data()), std::streamsize(levels.size_bytes()));
            },
            stop);
    });
    if (!written)
        return written;
    const SpectrogramAnalysis &analysis = matrix.sound().analysis();
    std::filesystem::path beside = file;
    return writeJson(beside.replace_extension(".json"), Json{{"title", matrix.title()},
                                                             {"fs_hz", matrix.sound().sampleRate()},
                                                             {"hop_samples", analysis.hopSamples},
                                                             {"window_samples", analysis.windowSamples},
                                                             {"window", shapeName(analysis.window)},
                                                             {"scale", matrix.scale()},
                                                             {"rows", "frames"},
                                                             {"first_time_s", matrix.seconds(0)},
                                                             {"time_step_s", matrix.sound().frameSeconds()},
                                                             {"columns", "frequency bins"},
                                                             {"first_frequency_hz", matrix.hertz(0)},
                                                             {"frequency_step_hz", matrix.sound().binHz()}});
}

}  // namespace

Result<void> exportMatrix(const MatrixExtract &extract, const std::filesystem::path &file, const std::stop_token &stop)
{
    const auto matrix = Matrix::of(extract);
    if (!matrix)
        return fail(matrix.error());
    const std::string ending = file.extension().string();
    if (ending == ".csv")
        return writeTo(file, [&](std::ostream &stream) { return writeCsv(*matrix, stream, stop); });
    if (ending == ".npz")
        return writeTo(file, [&](std::ostream &stream) { return writeNpz(*matrix, stream, stop); });
    if (ending == ".npy")
        return writeNpyWithParameters(*matrix, file, stop);
    return fail(ErrorCode::InvalidArgument, "ends in none of .csv, .npz and .npy. Choose a name that does.",
                file.string());
}

}  // namespace tonewright
