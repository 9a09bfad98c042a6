package dev.drayage.packaging.manual;

import java.util.List;

/**
 * A page of the manual, whatever it is written as.
 *
 * @param name what it is asked for by, such as {@code dray-export}
 */
record Page(String name, List<Section> sections) {
    /** @param heading as man pages name their sections */
    record Section(String heading, List<Block> blocks) {}

    /** What stands in a section. */
    sealed interface Block {}

    record Paragraph(String text) implements Block {}

    record Subheading(String text) implements Block {}

    /** Lines as they are. */
    record Lines(List<String> lines) implements Block {}

    /** What is explained, and its explanation. */
    record Entry(List<Span> term, String meaning) implements Block {}

    /** A part of a line. */
    record Span(Style style, String text) {}

    /** How a part of a line is set: as it is typed, as what it stands for, or as the text around it. */
    enum Style {
        TYPED,
        PLACEHOLDER,
        PLAIN
    }
}
