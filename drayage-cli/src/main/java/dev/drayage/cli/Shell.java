package dev.drayage.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Shells that complete the words of the command. */
public enum Shell {
    BASH("bash-completion/completions/dray"),
    ZSH("zsh/site-functions/_dray"),
    FISH("fish/vendor_completions.d/dray.fish");

    private final String file;

    Shell(String file) {
        this.file = file;
    }

    /** Where the shell looks for it, below {@code share}. */
    public String file() {
        return file;
    }

    /** What the shell completes by. */
    public String completion() throws IOException {
        CommandHelp dray = CommandHelp.ofDray();
        return switch (this) {
            case BASH -> filled("completion.bash", BashCompletion.parts(dray));
            case ZSH -> filled("completion.zsh", ZshCompletion.parts(dray));
            case FISH -> filled("completion.fish", FishCompletion.parts(dray));
        };
    }

    /** A text of the program with each {@code @NAME@} replaced by the part of that name. */
    private static String filled(String name, Map<String, String> parts) throws IOException {
        try (InputStream in = Shell.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name + " is missing from the program");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> part : parts.entrySet()) {
                text = text.replace("@" + part.getKey() + "@", part.getValue());
            }
            return text;
        }
    }
}
