package dev.curfew.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What of a run is published and was not made from the rest of it: a copy, out of the way until it is moved. */
record RawData(Path directory) {

    private static final Path STAGED = Path.of("target", "publish");
    /** A path of the machine's, which says nothing to others. */
    private static final Pattern JVM_PATH = Pattern.compile("(\"jvm\" *: *)\"[^\"]*\"");

    /** Without the parts that the run leaves out. */
    static RawData copy(Path measured, Run run) throws IOException {
        Output.delete(STAGED);
        RawData copy = new RawData(STAGED);
        copy.add(measured, Run.RESULTS);
        copy.add(measured, Run.FACTS);
        for (String part : run.parts().files()) {
            copy.add(measured, part);
        }
        if (run.part(Harness.TAIL).isPresent()) {
            copy.addAll(measured, "tail", ".hgrm");
        }
        if (run.part(Harness.MATRIX).isPresent()) {
            copy.addAll(measured, "matrix", Run.RESULTS);
            copy.addAll(measured, "matrix", Run.FACTS);
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
        Output.delete(directory);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
