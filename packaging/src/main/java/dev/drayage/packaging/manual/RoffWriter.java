package dev.drayage.packaging.manual;

import dev.drayage.packaging.manual.Page.Block;
import dev.drayage.packaging.manual.Page.Entry;
import dev.drayage.packaging.manual.Page.Lines;
import dev.drayage.packaging.manual.Page.Paragraph;
import dev.drayage.packaging.manual.Page.Section;
import dev.drayage.packaging.manual.Page.Span;
import dev.drayage.packaging.manual.Page.Subheading;
import java.util.List;
import java.util.Locale;

/** Writes pages for man, in the macros of man(7). */
final class RoffWriter {
    private final StringBuilder text = new StringBuilder();

    private RoffWriter() {}

    /**
     * @param date of the page, as 2026-01-31
     * @param source the program with its version
     */
    static String write(Page page, String date, String source) {
        RoffWriter writer = new RoffWriter();
        writer.line(".TH \"" + text(page.name().toUpperCase(Locale.ROOT)) + "\" 1 \"" + date + "\" \"" + text(source)
                + "\" \"Drayage\"");
        // Ragged on the right, and words whole: what is in them is typed.
        writer.line(".nh");
        writer.line(".ad l");
        page.sections().forEach(writer::section);
        return writer.text.toString();
    }

    private void section(Section section) {
        line(".SH " + section.heading());
        // A paragraph directly below a heading needs no macro, and mandoc says so.
        boolean isFirst = true;
        for (Block block : section.blocks()) {
            block(block, isFirst);
            isFirst = block instanceof Subheading;
        }
    }

    private void block(Block block, boolean isFirst) {
        if (block instanceof Subheading subheading) {
            line(".SS " + text(subheading.text()));
        } else if (block instanceof Paragraph paragraph) {
            if (!isFirst) {
                line(".PP");
            }
            line(text(paragraph.text()));
        } else if (block instanceof Lines lines) {
            if (!isFirst) {
                line(".PP");
            }
            line(".nf");
            lines.lines().forEach(each -> line(text(each)));
            line(".fi");
        } else if (block instanceof Entry entry && entry.meaning().isEmpty()) {
            line(spans(entry.term()));
        } else if (block instanceof Entry entry) {
            line(".TP");
            line(spans(entry.term()));
            line(text(entry.meaning()));
        }
    }

    private static String spans(List<Span> spans) {
        StringBuilder line = new StringBuilder();
        for (Span span : spans) {
            String text = text(span.text());
            line.append(
                    switch (span.style()) {
                        case TYPED -> "\\fB" + text + "\\fR";
                        case PLACEHOLDER -> "\\fI" + text + "\\fR";
                        case PLAIN -> text;
                    });
        }
        return line.toString();
    }

    /** Every hyphen is one that can be copied: most of them are typed. */
    private static String text(String text) {
        String escaped = text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("`", "\\(ga")
                .replace("^", "\\(ha")
                .replace("~", "\\(ti")
                .replace("\"", "\\(dq")
                .replace("…", "...");
        return escaped.startsWith(".") ? "\\&" + escaped : escaped;
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
