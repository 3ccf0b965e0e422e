package dev.curfew.internal;

import java.util.HexFormat;

/**
 * Makes text of users safe for messages and paths: on one line, with no character that changes how the text around it
 * is shown.
 */
public final class Printable {

    private Printable() {}

    /** The text, with Unicode escapes for control, format and line-breaking characters and for unpaired surrogates. */
    public static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        int character;
        for (int i = 0; i < text.length(); i += Character.charCount(character)) {
            character = text.codePointAt(i);
            if (isUnprintable(character)) {
                appendEscaped(character, printable);
            } else {
                printable.appendCodePoint(character);
            }
        }
        return printable.toString();
    }

    private static void appendEscaped(int character, StringBuilder to) {
        for (char unit : Character.toChars(character)) {
            to.append("\\u").append(HexFormat.of().toHexDigits(unit));
        }
    }

    private static boolean isUnprintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
