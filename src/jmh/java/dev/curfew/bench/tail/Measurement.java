package dev.curfew.bench.tail;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What a fork hands back of one load.
 *
 * @param latencies nanoseconds: HdrHistogram's compressed form in base 64
 * @param unstarted how many operations the loop gave up
 * @param backgroundPerSecond what all threads of the background did
 * @param lowered whether those got the lowest priority that were to have it
 */
record Measurement(Load load, String latencies, long unstarted, long backgroundPerSecond, boolean lowered) {

    static Measurement of(Load load, OpenLoop loop, Background.Report background) {
        ByteBuffer bytes = ByteBuffer.allocate(loop.latencies().getNeededByteBufferCapacity());
        int length = loop.latencies().encodeIntoCompressedByteBuffer(bytes);
        return new Measurement(
                load,
                Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length)),
                loop.unstarted(),
                background.perSecond(),
                background.lowered());
    }

    Histogram histogram() throws IOException {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(latencies)), 0);
        } catch (DataFormatException e) {
            throw new IOException("not a histogram", e);
        }
    }

    static void write(List<Measurement> all, Path file) throws IOException {
        Files.writeString(file, new Gson().toJson(all));
    }

    static List<Measurement> read(Path file) throws IOException {
        return new Gson().fromJson(Files.readString(file), new TypeToken<List<Measurement>>() {}.getType());
    }
}
