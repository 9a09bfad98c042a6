package dev.drayage.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands that know where to write. */
final class CommandFactory implements IFactory {
    private final IFactory standard = CommandLine.defaultFactory();
    private final Terminal terminal;

    CommandFactory(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        return type == OutputOptions.class ? type.cast(new OutputOptions(terminal)) : standard.create(type);
    }
}
