import { execFile, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { VerificationCase } from './cases.js';

const run = promisify(execFile);

/** What a page says for one dialect in one language. */
export interface VerificationCode {
  readonly dialect: string;
  readonly text: string;
}

export interface Language {
  /** As the fence of a block names it. */
  readonly name: string;
  /** Program that has to be there. */
  readonly program: string;
  /** Runs the code of every dialect against its cases. @returns what `verify` said, in the order of the cases */
  verify(folder: string, codes: readonly VerificationCode[], cases: readonly VerificationCase[]): Promise<boolean[]>;
}

export const isHere = ({ program }: Language): boolean =>
  program === process.execPath || spawnSync(program, ['--version']).error === undefined;

const driver = (name: string): string => fileURLToPath(new URL(`drivers/${name}`, import.meta.url));
const bare = (dialect: string): string => dialect.replaceAll('-', '_');

async function writeCodes(
  folder: string,
  codes: readonly VerificationCode[],
  place: (dialect: string) => string,
  adapt: (text: string, dialect: string) => string = (text) => text,
): Promise<void> {
  for (const { dialect, text } of codes) {
    const file = path.join(folder, place(dialect));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, adapt(text, dialect));
  }
}

/** A language whose programs load source files: the driver gets the folder and the file of cases. */
function scripted(
  name: string,
  program: string,
  options: { driver: string; extension: string; adapt?: Adapt },
): Language {
  return {
    name,
    program,
    async verify(folder, codes, cases) {
      await writeCodes(folder, codes, (dialect) => bare(dialect) + options.extension, options.adapt);
      const file = path.join(folder, 'cases.json');
      await writeFile(file, JSON.stringify(cases));
      const { stdout } = await run(program, [driver(options.driver), folder, file]);
      return JSON.parse(stdout) as boolean[];
    },
  };
}

type Adapt = (text: string, dialect: string) => string;

const go: Language = {
  name: 'go',
  program: 'go',
  async verify(folder, codes, cases) {
    await writeCodes(folder, codes, (dialect) => `${bare(dialect)}/webhooks.go`);
    const dialects = codes.map(({ dialect }) => dialect);
    await writeFile(path.join(folder, 'go.mod'), 'module docs\n\ngo 1.21\n');
    await writeFile(path.join(folder, 'main.go'), goMain(dialects));
    const file = path.join(folder, 'cases.json');
    await writeFile(file, JSON.stringify(cases));
    const environment = { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', GOPROXY: 'off' };
    await run('go', ['build', '-o', 'verify', '.'], { cwd: folder, env: environment });
    const { stdout } = await run(path.join(folder, 'verify'), [file]);
    return JSON.parse(stdout) as boolean[];
  },
};

function goMain(dialects: readonly string[]): string {
  const imports = dialects.map((dialect) => `\t${bare(dialect)} "docs/${bare(dialect)}"`);
  const branches = dialects.map(
    (dialect) =>
      `\t\tcase "${dialect}":\n\t\t\tanswers = append(answers, ${bare(dialect)}.Verify([]byte(c.Body), header, c.Secret` +
      `${dialect === 'appwrite-native' ? ', c.URL' : ''}))`,
  );
  return `package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"

${imports.join('\n')}
)

func main() {
	var cases []struct {
		Dialect, Body, Secret, URL string
		Headers                    map[string]string
	}
	text, _ := os.ReadFile(os.Args[1])
	if err := json.Unmarshal(text, &cases); err != nil {
		panic(err)
	}
	answers := []bool{}
	for _, c := range cases {
		header := http.Header{}
		for name, value := range c.Headers {
			header.Set(name, value)
		}
		switch c.Dialect {
${branches.join('\n')}
		}
	}
	printed, _ := json.Marshal(answers)
	fmt.Println(string(printed))
}
`;
}

const java: Language = {
  name: 'java',
  program: 'javac',
  async verify(folder, codes, cases) {
    await writeCodes(
      folder,
      codes,
      (dialect) => `${bare(dialect)}/Webhooks.java`,
      (text, dialect) => `package ${bare(dialect)}; ${text}`,
    );
    const dialects = codes.map(({ dialect }) => dialect);
    for (const dialect of dialects) {
      await writeFile(path.join(folder, bare(dialect), 'Entry.java'), javaEntry(dialect));
    }
    await writeFile(path.join(folder, 'Verify.java'), javaMain(dialects));
    const encode = (text: string): string => Buffer.from(text).toString('base64');
    const lines = cases.map(({ dialect, body, headers, secret, url }) => {
      const pairs = Object.entries(headers).map(([name, value]) => `${encode(name)}:${encode(value)}`);
      return [dialect, encode(body), encode(secret), encode(url), pairs.join(',')].join('\t');
    });
    await writeFile(path.join(folder, 'cases.tsv'), lines.join('\n'));
    const sources = dialects.flatMap((dialect) => [`${bare(dialect)}/Webhooks.java`, `${bare(dialect)}/Entry.java`]);
    await run('javac', ['-proc:none', '-d', 'out', 'Verify.java', ...sources], { cwd: folder });
    const { stdout } = await run('java', ['-XX:TieredStopAtLevel=1', '-cp', 'out', 'Verify', 'cases.tsv'], {
      cwd: folder,
    });
    return JSON.parse(stdout) as boolean[];
  },
};

const javaEntry = (dialect: string): string => `package ${bare(dialect)};

public final class Entry {
    public static boolean verify(byte[] body, java.util.function.UnaryOperator<String> header, String secret, String url)
            throws Exception {
        return Webhooks.verify(body, header, secret${dialect === 'appwrite-native' ? ', url' : ''});
    }
}
`;

const javaMain = (dialects: readonly string[]): string => `import java.nio.file.*;
import java.util.*;

public final class Verify {
    public static void main(String[] args) throws Exception {
        List<String> answers = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] parts = line.split("\\t", -1);
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String pair : parts[4].split(",")) {
                String[] both = pair.split(":", -1);
                headers.put(text(both[0]), text(both[1]));
            }
            byte[] body = Base64.getDecoder().decode(parts[1]);
            answers.add(String.valueOf(switch (parts[0]) {
${dialects.map((dialect) => `                case "${dialect}" -> ${bare(dialect)}.Entry.verify(body, headers::get, text(parts[2]), text(parts[3]));`).join('\n')}
                default -> throw new IllegalArgumentException(parts[0]);
            }));
        }
        System.out.println(answers);
    }

    private static String text(String encoded) {
        return new String(Base64.getDecoder().decode(encoded), java.nio.charset.StandardCharsets.UTF_8);
    }
}
`;

/** In the order of the pages. */
export const LANGUAGES: readonly Language[] = [
  scripted('js', process.execPath, { driver: 'verify.mjs', extension: '.mjs' }),
  scripted('python', 'python3', { driver: 'verify.py', extension: '.py' }),
  go,
  scripted('php', 'php', {
    driver: 'verify.php',
    extension: '.php',
    adapt: (text, dialect) => text.replace('<?php', `<?php namespace ${bare(dialect)};`),
  }),
  scripted('ruby', 'ruby', { driver: 'verify.rb', extension: '.rb' }),
  java,
];
