"""``anze``: the command line. Sub-commands are the modules of ``service.commands``.

A module there has ``app``, a ``typer.Typer``. Its commands join the top level; an app with a name
(``typer.Typer(name="token")``) becomes a group."""

from __future__ import annotations

import importlib
import os
import pkgutil
import signal
import sys
import traceback
from typing import Annotated

import typer

import service.commands
from ontology.errors import AnzeError
from service.errors import NothingBuilt
from service.given import refused
from service.release import release
from service.screen import Screen, plain
from service.usage import UsageErrors, told

HELP = """安责：把年度安全生产工作通知读成知识图谱，检查并查询。

Reads yearly work-safety notices into a knowledge graph, checks them and answers questions.

\b
  anze build                    读取 data/notices，建成图谱
  anze query data/queries/x.rq  运行一个 SPARQL 查询
  anze serve                    打开网页与 SPARQL 端点
  anze validate FILE            检查一份通知

\b
退出码 Exit codes: 0 成功 done; 1 有违规或部分文件未能读入 violations, or some files not read;
2 输入或用法有误，或此处没有图谱 bad input or usage, or no graph here; 3 数据目录或引擎有问题 store or engine trouble;
4 超过时间、内存或结果上限 a limit was reached; 70 程序内部出错 a fault of this program;
130 中断 interrupted.
设置用环境变量 ANZE_*，见文档 settings.md。Settings: ANZE_* variables.
"""

#: Exit code by HTTP status of a service error; 2 for any other.
EXIT = {500: 3, 502: 3, 503: 3, 504: 4, 507: 4}


def make_cli(only: str = "") -> typer.Typer:
    """The whole command line, or the part that the command ``only`` needs: each command brings
    its own imports, and the others' would make it slow to start."""
    cli = typer.Typer(
        help=HELP, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
    )

    @cli.callback()
    def _top(
        version: Annotated[
            bool,
            typer.Option(
                "--version", help="版本 The release.", is_eager=True, callback=_tell_release
            ),
        ] = False,
    ) -> None:
        pass

    names = sorted(found.name for found in pkgutil.iter_modules(service.commands.__path__))
    for name in [only] if only in names else names:
        app = getattr(importlib.import_module(f"service.commands.{name}"), "app", None)
        if not isinstance(app, typer.Typer):
            continue
        if isinstance(app.info.name, str):
            cli.add_typer(app)
        else:
            cli.registered_commands.extend(app.registered_commands)
    return cli


def _tell_release(version: bool) -> None:
    if version:
        typer.echo(f"anze {release()}")
        raise typer.Exit


def main() -> None:
    """Entry point: errors are told in words; a traceback, for who mends it, comes only with a fault of
    the program itself."""
    try:
        command = make_cli(next(iter(sys.argv[1:]), ""))
        if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.exit(command(standalone_mode=False))
    except UsageErrors as error:
        _tell_usage(told(error))
        sys.exit(2)
    except NothingBuilt as error:
        _tell(error.here())
        sys.exit(2)
    except AnzeError as error:
        _tell(error)
        sys.exit(EXIT.get(getattr(error, "status", 0), 2))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        _tell(
            "\n".join(
                refused(error, "输出、数据目录或临时目录 output, data or temporary directory")
            )
        )
        sys.exit(3)
    except Exception:
        traceback.print_exc()
        _tell(
            "程序内部出错，请把以上内容告知维护者。 A fault of this program: report the lines above."
        )
        sys.exit(70)


def _tell_usage(words: str) -> None:
    if words.startswith("Usage:"):
        typer.echo(words, err=True)
    else:
        _tell(words)


def _tell(error: Exception | str) -> None:
    console = Screen(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]错误 Error[/]  {plain(error)}")
