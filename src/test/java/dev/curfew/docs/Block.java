package dev.curfew.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A piece of Java that a document shows, or a region of a source that is compiled. */
record Block(String where, String code) {

    private static final String FENCE = "```";
    private static final String JAVADOC = "<pre>{@code";

    /** The code alone: two that differ only in white space, comments and left-out parts (…) are the same. */
    String essence() {
        return code.replaceAll("//.*", "").replaceAll("[\\s…]", "");
    }

    @Override
    public String toString() {
        return where + "\n" + code;
    }

    /** The fenced blocks of a Markdown file that are Java. */
    static List<Block> fencedIn(Path document) throws IOException {
        return fencedIn(document, "java");
    }

    /** The fenced blocks of a Markdown file in a language. */
    static List<Block> fencedIn(Path document, String language) throws IOException {
        return between(document, FENCE + language, FENCE, "");
    }

    /** The blocks of a source's Javadoc. */
    static List<Block> documentedIn(Path source) throws IOException {
        return between(source, JAVADOC, "}</pre>", "^\\s*\\* ?");
    }

    /** What is between a line that ends with {@code begin} and the next that ends with {@code end}. */
    private static List<Block> between(Path file, String begin, String end, String margin) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        StringBuilder code = null;
        int start = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (code == null && line.endsWith(begin)) {
                code = new StringBuilder();
                start = i + 1;
            } else if (code != null && line.endsWith(end)) {
                blocks.add(new Block(file + ":" + start, code.toString()));
                code = null;
            } else if (code != null) {
                code.append(line.replaceFirst(margin, "")).append('\n');
            }
        }
        if (code != null) {
            throw new AssertionError(file + ":" + start + " has no end");
        }
        return blocks;
    }
}
