package dev.curfew.bench.report;

import dev.curfew.bench.data.Facts;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.run.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of the measured files of a run, in a directory of its own until it is moved to where it is published. */
record RawData(Path directory) {

    private static final Path STAGED = Path.of("target", "publish");
    /** A path on this machine, which means nothing elsewhere. */
    private static final Pattern JVM_PATH = Pattern.compile("(\"jvm\" *: *)\"[^\"]*\"");

    /** Copies the files that the report shows. */
    static RawData copy(Path measured, Run run) throws IOException {
        Session.delete(STAGED);
        RawData copy = new RawData(STAGED);
        copy.add(measured, Run.RESULTS);
        copy.add(measured, Facts.FILE);
        for (String part : run.parts().files()) {
            copy.add(measured, part);
        }
        if (run.parts().get(Probe.TAIL).isPresent()) {
            copy.addAll(measured, "tail", ".hgrm");
        }
        if (run.parts().get(Probe.MATRIX).isPresent()) {
            copy.addAll(measured, "matrix", Run.RESULTS);
            copy.addAll(measured, "matrix", Facts.FILE);
        }
        return copy;
    }

    private void addAll(Path measured, String folder, String ending) throws IOException {
        if (!Files.exists(measured.resolve(folder))) {
            return;
        }
        for (Path file : files(measured.resolve(folder))) {
            if (file.toString().endsWith(ending)) {
                add(measured, measured.relativize(file).toString());
            }
        }
    }

    private void add(Path measured, String name) throws IOException {
        if (Files.exists(measured.resolve(name))) {
            Files.createDirectories(directory.resolve(name).getParent());
            String text =
                    JVM_PATH.matcher(Files.readString(measured.resolve(name))).replaceAll("$1\"java\"");
            Files.writeString(directory.resolve(name), text);
        }
    }

    void moveTo(Path folder) throws IOException {
        for (Path file : files(directory)) {
            Path target = folder.resolve(directory.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
        Session.delete(directory);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
