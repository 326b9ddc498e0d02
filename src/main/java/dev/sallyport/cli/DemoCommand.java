package dev.sallyport.cli;

import dev.sallyport.demo.Demo;
import dev.sallyport.demo.Tour;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the product on a sample shop. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts a sample shop on an embedded PostgreSQL and a gate in front of it.",
        footer = {
            "",
            "Examples:",
            "  sallyport demo                           and follow what it prints",
            "  sallyport demo --check                   the whole tour, unattended; exit code 0 or 1",
            "  sallyport demo --exec -- psql -c 'select 1'"
        })
final class DemoCommand implements Callable<Integer> {

    private static final int PORT = 6432;
    private static final long STOP_MILLIS = 15_000;

    @Option(names = "--check", description = "Do every step, look at its result, and end.")
    private boolean check;

    @Option(names = "--exec", description = "Run a command with PGHOST, PGPORT, ... set for the demo, and end.")
    private boolean exec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where the gate listens (6432; free with --check, --exec).")
    private int port = -1;

    @Parameters(paramLabel = "CMD", description = "The command for --exec, after --.")
    private List<String> command = List.of();

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (exec == command.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--exec and a command after -- belong together");
        }
        int wanted = port >= 0 ? port : check || exec ? 0 : PORT;
        PrintWriter out = spec.commandLine().getOut();
        try (Demo demo = new Demo(wanted, Version.NUMBER)) {
            if (check) {
                return new Tour(demo, out).run() ? 0 : Sallyport.CHECK_FAILED;
            }
            if (exec) {
                return run(demo);
            }
            invite(demo, out);
            CountDownLatch stop = new CountDownLatch(1);
            Thread main = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                stop.countDown();
                try {
                    main.join(STOP_MILLIS); // it closes the demo
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }));
            stop.await();
            return 0;
        }
    }

    private int run(Demo demo) throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder(command).inheritIO();
        process.environment().put("PGHOST", "127.0.0.1");
        process.environment().put("PGPORT", Integer.toString(demo.port()));
        process.environment().put("PGDATABASE", "shop");
        process.environment().put("PGUSER", "dan");
        process.environment().put("PGPASSWORD", Demo.PASSWORD);
        process.environment().put("SALLYPORT_HOME", demo.folder().toString());
        return process.start().waitFor();
    }

    private static void invite(Demo demo, PrintWriter out) {
        out.println("The gate is open. Configuration, policies and journal are in " + demo.folder());
        for (String[] who : new String[][] {
            {"ada", "an analyst: mail addresses, phones and cards masked, no salaries"},
            {"dan", "a DBA: everything, recorded"},
            {"bot", "an AI agent acting for ada: reads only, 1000 rows at most"}
        }) {
            out.println();
            out.println("  # " + who[1]);
            out.println(
                    "  psql 'postgresql://%s:%s@127.0.0.1:%d/shop?sslmode=require' -c 'select * from customers limit 3'"
                            .formatted(who[0], Demo.PASSWORD, demo.port()));
        }
        out.println();
        out.println("  # what was recorded");
        out.println("  ./sallyport audit tail --data " + demo.folder().resolve("data"));
        out.println();
        out.println("Stop with Ctrl-C.");
        out.flush();
    }
}
