package dev.curfew.examples.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What the command lines of the programs have in common. The label of an option's parameter is what is allowed there.
 */
public final class Program {

    private static final String VERSION = "version.properties";

    private Program() {}

    /**
     * Reads the command line, runs the program, and ends the process.
     *
     * @param command annotated for picocli
     * @param args of {@code main}
     */
    public static void run(Object command, String... args) {
        System.exit(commandLine(command).execute(args));
    }

    static CommandLine commandLine(Object command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((refused, all) -> refuse(refused));
    }

    /** One line and no usage: the last line on a screen is the one that is read. */
    private static int refuse(ParameterException refused) {
        CommandSpec command = refused.getCommandLine().getCommandSpec();
        String reason = refused.getMessage() + allowed(refused, command);
        refused.getCommandLine().getErr().println(command.name() + ": " + reason.replaceAll("\\p{Cntrl}", "?"));
        return CommandLine.ExitCode.USAGE;
    }

    private static String allowed(ParameterException refused, CommandSpec command) {
        if (refused instanceof UnmatchedArgumentException) {
            return "; allowed are "
                    + command.options().stream()
                            .map(OptionSpec::longestName)
                            .sorted()
                            .collect(Collectors.joining(", "));
        }
        ArgSpec option = refused instanceof MissingParameterException missing
                ? missing.getMissing().get(0)
                : refused.getArgSpec();
        if (option == null) {
            return ""; // one that is refused by the program itself, with its reason
        }
        return "; allowed is " + (option.paramLabel().isEmpty() ? "no value" : option.paramLabel());
    }

    /** The version that Maven knows. */
    public static final class Version implements IVersionProvider {

        @Spec
        private CommandSpec spec;

        @Override
        public String[] getVersion() throws IOException {
            Properties properties = new Properties();
            try (InputStream in = Objects.requireNonNull(Program.class.getResourceAsStream(VERSION), VERSION)) {
                properties.load(in);
            }
            return new String[] {spec.name() + " " + properties.getProperty("version")};
        }
    }
}
