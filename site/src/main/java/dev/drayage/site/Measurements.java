package dev.drayage.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * What a table of measurements says, one quantity of each row.
 *
 * @param unit of all values, such as {@code s}
 * @param ratio what the ratios are to, such as {@code cat}, or empty if the table has none
 */
record Measurements(String unit, String ratio, List<Row> rows) {
    private static final Pattern QUANTITY = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(\\S*)");
    private static final Pattern QUANTITY_HEADER = Pattern.compile("wall (s)\\b.*|time()");
    private static final Pattern RATIO_HEADER = Pattern.compile("\\S+ ÷ (.+)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]+)?");

    /**
     * One row.
     *
     * @param label of the first column
     * @param value in the table's unit
     * @param shown the value as the table has it
     * @param ratio as the table has it, or empty
     */
    record Row(String label, double value, String shown, String ratio) {}

    Measurements {
        rows = List.copyOf(rows);
    }

    /** Reads a table; one that cannot be drawn is empty, after the reason was given to the log. */
    static Optional<Measurements> of(Element table, DrawingLog log) {
        List<String> header = table.select("thead th").eachText();
        int column = -1;
        int ratioColumn = -1;
        String unit = "";
        String ratio = "";
        for (int i = 0; i < header.size(); i++) {
            Matcher quantity = QUANTITY_HEADER.matcher(header.get(i));
            Matcher to = RATIO_HEADER.matcher(header.get(i));
            if (column < 0 && quantity.matches()) {
                column = i;
                unit = quantity.group(1) == null ? "" : quantity.group(1);
            } else if (ratioColumn < 0 && to.matches() && !header.get(i).startsWith("rate")) {
                ratioColumn = i;
                ratio = to.group(1);
            }
        }
        if (column < 0) {
            return log.leave(table, "no column is of wall time");
        }
        List<Row> rows = new ArrayList<>();
        for (Element row : table.select("tbody tr")) {
            List<String> cells = row.select("td").eachText();
            Matcher quantity = QUANTITY.matcher(cells.get(column));
            if (!quantity.matches()) {
                return log.leave(table, "“" + cells.get(column) + "” is no quantity");
            }
            String own = quantity.group(2);
            if (!own.isEmpty()) {
                if (!unit.isEmpty() && !unit.equals(own)) {
                    return log.leave(table, "it has more than one unit: " + unit + " and " + own);
                }
                unit = own;
            }
            String to = ratioColumn < 0 ? "" : cells.get(ratioColumn);
            rows.add(new Row(
                    cells.get(0),
                    Double.parseDouble(quantity.group(1)),
                    quantity.group(1),
                    NUMBER.matcher(to).matches() ? to : ""));
        }
        if (rows.size() < 2) {
            return log.leave(table, "one row has nothing to be compared with");
        }
        return Optional.of(new Measurements(unit, ratio, rows));
    }

    double largest() {
        return rows.stream().mapToDouble(Row::value).max().orElse(0);
    }
}
