"""Write how Han characters are read in Mandarin and Korean, and Japanese names in kana.

    pip install pypinyin==0.55.0 hanja==0.15.1 janome==0.5.1 opencc-python-reimplemented==0.1.7
    python scripts/build_readings.py

Into plugins/wirebook/reading/names/data: ``han.csv`` (character, its simplified form,
Mandarin without tones, Korean; from pypinyin, MIT, hanja, MIT, and OpenCC, Apache-2.0) and
``japanese.csv`` (part of a name, S for family names and G for given ones, readings; from the
IPADIC entries of janome, Apache-2.0). data/LICENCE.md holds their notices. The packages are needed
here only and are no requirements of the project.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "plugins/wirebook/reading/names/data"
# Characters that names are written in: those of the national standards.
STANDARDS = ("gb2312", "big5", "euc_kr", "shift_jis")
MOST_READINGS = 4
# New forms of Japan that no table above knows, and the simplified ones.
_NEW_FORMS = str.maketrans(
    "沢豊斉斎浜辺広竜桜関鉄売児円伝楽気帰亜悪圧囲為医壱栄営衛駅応欧殴仮価絵拡覚学岳勧巻観犠拠挙峡狭暁区駆勲薫恵渓経継茎蛍軽鶏芸撃県険献検権顕験厳効恒鉱号済剤桟蚕惨賛残歯実渋獣縦縄嬢譲醸粋枢数静斉摂専戦浅潜践銭繊禅捜挿巣装総騒蔵続堕対帯滝択単担胆団弾遅昼鋳聴勅鎮塚逓転点伝灯当党盗稲闘徳独読届弐悩脳廃拝売髪抜蛮秘彦姫浜瓶払仏並変辺弁穂宝褒豊没翻毎万満黙弥訳薬与予余誉揺様謡来頼乱覧猟緑塁励礼戻霊齢恋炉労楼録湾黒渚渡辻",
    "泽丰齐斋滨边广龙樱关铁卖儿圆传乐气归亚恶压围为医壹荣营卫驿应欧殴假价绘扩觉学岳劝卷观牺据举峡狭晓区驱勋熏惠溪经继茎萤轻鸡艺击县险献检权显验严效恒矿号济剂栈蚕惨赞残齿实涩兽纵绳娘让酿粹枢数静齐摄专战浅潜践钱纤禅搜插巢装总骚藏续堕对带泷择单担胆团弹迟昼铸听敕镇冢递转点传灯当党盗稻斗德独读届贰恼脑废拜卖发拔蛮秘彦姬滨瓶拂佛并变边辩穗宝褒丰没翻每万满默弥译药与预余誉摇样谣来赖乱览猎绿垒励礼戾灵龄恋炉劳楼录湾黑渚渡辻",
)
_HAN = re.compile("[\u4e00-\u9fff]")
_PARTS = {"名詞,固有名詞,人名,姓": "S", "名詞,固有名詞,人名,名": "G"}
_HANGUL = re.compile("[가-힣]")


def han() -> list[str]:
    """Return the lines of han.csv."""
    from hanja.table import hanja_table
    from opencc import OpenCC
    from pypinyin import Style, pinyin

    traditional, simplified, new = OpenCC("s2t"), OpenCC("t2s"), _NEW_FORMS
    lines = []
    for code in range(0x4E00, 0xA000):
        char = chr(code)
        if not any(_encodes(char, standard) for standard in STANDARDS):
            continue
        mandarin = pinyin(char, style=Style.NORMAL, heteronym=True)[0]
        plain = [r.replace("ü", "v") for r in mandarin if r.replace("ü", "v").isascii()]
        korean = hanja_table.get(char) or hanja_table.get(traditional.convert(char)) or ""
        korean = korean if _HANGUL.fullmatch(korean) else ""
        plainest = simplified.convert(char.translate(new))
        lines.append(f"{char},{plainest},{' '.join(dict.fromkeys(plain[:3]))},{korean}")
    return lines


def _encodes(char: str, standard: str) -> bool:
    try:
        return len(char.encode(standard)) == 2
    except UnicodeEncodeError:
        return False


def japanese() -> list[str]:
    """Return the lines of japanese.csv."""
    from janome.tokenizer import Tokenizer

    dictionary = Tokenizer().sys_dic
    found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for number in range(max(end for _, end in dictionary.bucket_ranges)):
        part, *_, reading, _sound = dictionary.lookup_extra(number)
        kind = _PARTS.get(part)
        surface = dictionary._find_entry(number)[0] if kind is not None else ""
        if kind is not None and _HAN.match(surface):
            found[surface, kind].setdefault(reading)
    return [
        f"{surface},{kind},{' '.join(list(readings)[:MOST_READINGS])}"
        for (surface, kind), readings in sorted(found.items())
    ]


def main() -> None:
    """Write both files."""
    for name, lines in (("han.csv", han()), ("japanese.csv", japanese())):
        (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        print(f"{name}: {len(lines)} lines")


if __name__ == "__main__":
    main()
