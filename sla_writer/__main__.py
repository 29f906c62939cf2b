"""`python -m sla_writer` is `sla`."""

from sla_writer.cli import main

if __name__ == "__main__":
    main()
