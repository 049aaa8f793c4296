/**
 * Made-up guests: names as they are written at home, with a plausible address and number.
 * Addresses are under example domains, numbers in ranges that are not given out.
 */
import { fold } from './fold.ts';
import type { Random } from './random.ts';
import type { Guest } from './wire.ts';

interface Culture {
  prefix: string;
  given: string[];
  family: string[];
}

const list = (names: string): string[] => names.split(' ').map((name) => name.replace(/_/g, ' '));
const culture = (prefix: string, given: string, family: string): Culture => ({ prefix, given: list(given), family: list(family) });

const CULTURES: Record<string, Culture> = {
  PRT: culture('+351', 'João Inês Tomás Beatriz Gonçalo Leonor Duarte Matilde Simão Conceição', 'Gonçalves Magalhães Simões Conceição Araújo Brandão Falcão Queirós Leitão Patrício'),
  ESP: culture('+34', 'Begoña Íñigo Lucía Andrés Nuria Álvaro Rocío Joaquín', 'Muñoz Ibáñez Castaño Núñez Peña Zúñiga Ordóñez Cañizares'),
  GBR: culture('+44', 'Harriet Alistair Imogen Rhys Morag Callum Siân Fergus', 'Ashworth Pemberton MacLeod Llewellyn Hargreaves Thistlethwaite Fairbairn Okonkwo'),
  FRA: culture('+33', 'Aurélie François Zoé Benoît Noémie Rémi Chloé Gaël', 'Lefèvre Bélanger Dubois Garçon Côté Lemaître Prévost D’Aubigné'),
  DEU: culture('+49', 'Jürgen Käthe Björn Annegret Sören Lieselotte Götz Anneliese', 'Müller Schröder Weiß Köhler Großmann Bäcker Jäger Schönfeld'),
  IRL: culture('+353', 'Siobhán Oisín Aoife Pádraig Niamh Cillian Gráinne Ruairí', 'Ó_Briain Ní_Mhurchú O’Sullivan Mac_Cárthaigh Gallagher Brennan'),
  ITA: culture('+39', 'Niccolò Giulia Matteo Ilaria Cosimo Serafina', 'D’Angelo Pagliuca Sanò Bentivoglio Caffè Ruggeri'),
  NLD: culture('+31', 'Sjoerd Maaike Thijs Femke Joost Anouk', 'van_der_Velde Dijkstra de_Groot Hoekstra ’t_Hooft Zuiderwijk'),
  BRA: culture('+55', 'Thaís Caio Luíza Antônio Débora Vinícius', 'Guimarães Assunção Cavalcânti Figueirêdo Brandão Peixoto'),
  POL: culture('+48', 'Łukasz Małgorzata Wojciech Żaneta Zbigniew Agnieszka', 'Wójcik Kowalczyk Świątek Łuczak Żuraw Dąbrowska'),
  SWE: culture('+46', 'Åsa Örjan Märta Gösta Linnéa Håkan', 'Sjöberg Åkesson Lindström Öberg Nyström Hägg'),
  CHE: culture('+41', 'Regula Urs Céline Reto Ursina Luca', 'Zürcher Bächtold Aebischer Rüegg Caduff Perret'),
  TUR: culture('+90', 'Gökçe Çağlar Şebnem İlker Ümit Ayşe', 'Yıldırım Çelik Şahin Öztürk Güneş Doğan'),
  CZE: culture('+420', 'Jiří Věra Ondřej Šárka Tomáš Božena', 'Dvořák Černý Růžička Šimková Procházka Hájková'),
  JPN: culture('+81', 'Haruka Kenji Yūko Shōta Aiko Daichi', 'Ōtani Satō Takahashi Kōno Murakami Itō'),
  VNM: culture('+84', 'Thảo Minh Hương Đức Lan Quốc', 'Nguyễn Trần Phạm Đặng Vũ Bùi'),
  NGA: culture('+234', 'Chioma Olúwaṣeun Ngozi Babátúndé Adaeze Emeka', 'Adébáyọ̀ Okafor Eze Nwosu Balógun Adichie'),
  USA: culture('+1', 'Marguerite Desmond Rosalind Terrence Odalys Wyatt', 'Whitaker Delacroix Hernández O’Neill Kowalski Washington'),
};
const CODES = Object.keys(CULTURES);

/** A guest; the country code picks the kind of name where we have one. */
export function makeGuest(random: Random, country?: string): Guest {
  const code = country !== undefined && country in CULTURES ? country : random.pick(CODES);
  const { prefix, given, family } = CULTURES[code] as Culture;
  const first = random.pick(given);
  const last = random.pick(family);
  const mailbox = [first, last].map((part) => fold(part).replace(/[^a-z]/g, '')).join('.');
  return {
    name: `${first} ${last}`,
    ...(random.chance(0.8) ? { email: `${mailbox}@example.${random.pick(['com', 'org', 'net'])}` } : {}),
    ...(random.chance(0.6) ? { phone: `${prefix} 555 ${String(random.int(0, 999)).padStart(3, '0')} ${String(random.int(0, 999)).padStart(3, '0')}` } : {}),
  };
}

export const NOTES = [
  'Late arrival, after 22:00', 'Cot in the room, please', 'Anniversary: flowers on arrival', 'Allergic to feathers',
  'Quiet room away from the lift', 'Parking for one car', 'Two bicycles to store', 'Arrives by ferry',
  'Vegetarian breakfast', 'Gluten-free breakfast for one', 'Early check-in if possible', 'Late check-out asked, until 13:00',
  'Travels with a small dog', 'Invoice to the company', 'Knows the house, room with a view liked', 'Ground floor or near the lift',
  'Taxi to the airport at 05:30', 'Connecting room with the next booking', 'Extra towels', 'Birthday on the second day',
  'Left luggage until the evening', 'Asks for a high chair at breakfast', 'Speaks Portuguese and French', 'Pays in cash on departure',
] as const;

export const SOURCES = ['web', 'web', 'web', 'agency', 'agency', 'phone', 'email', 'corporate', 'walk-in'] as const;
