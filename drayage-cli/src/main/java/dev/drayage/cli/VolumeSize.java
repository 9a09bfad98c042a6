package dev.drayage.cli;

import dev.drayage.volume.VolumeSplit;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * For picocli: the size of a volume. Media are sold by decimal units, so that those are meant unless {@code i} says
 * otherwise: 4.7G fits on a DVD, and 4G on any file system.
 */
final class VolumeSize implements ITypeConverter<Long> {
    /** The largest file of FAT32, 4 GiB less a byte. */
    private static final long FAT32 = (4L << 30) - 1;

    private static final Map<String, Long> UNITS = Map.of(
            "", 1L,
            "K", 1000L,
            "M", 1000_000L,
            "G", 1000_000_000L,
            "T", 1000_000_000_000L,
            "KI", 1L << 10,
            "MI", 1L << 20,
            "GI", 1L << 30,
            "TI", 1L << 40);

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,9})?)([KMGT]I?)?B?");

    @Override
    public Long convert(String value) {
        String text = value.toUpperCase(Locale.ROOT);
        if (text.equals("FAT32")) {
            return FAT32;
        }
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new TypeConversionException("'" + value + "' is not a size such as 700M, 4.7G, 4GiB or FAT32");
        }
        String unit = size.group(2) == null ? "" : size.group(2);
        BigDecimal bytes = new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(UNITS.getOrDefault(unit, 1L)));
        if (bytes.compareTo(BigDecimal.valueOf(VolumeSplit.SMALLEST_BYTES)) < 0
                || bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new TypeConversionException("'" + value + "' is no size of a volume, which has 200K or more");
        }
        return bytes.longValue();
    }
}
